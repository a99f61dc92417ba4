import io
import wave

from pipeline.speech.models import SAMPLE_RATE


def wav(samples: bytes, rate: int = SAMPLE_RATE) -> bytes:
    """A file of mono 16-bit samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(rate)
        audio.writeframes(samples)
    return file.getvalue()
