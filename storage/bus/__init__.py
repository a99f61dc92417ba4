from storage.bus.running import RunningBus, open_bus

__all__ = ["RunningBus", "open_bus"]
