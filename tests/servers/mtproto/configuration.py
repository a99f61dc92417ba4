"""What a client asks about Telegram itself."""

from datetime import timedelta

from telethon import functions, types

from tests.servers.mtproto.media import DC
from tests.servers.mtproto.rpc import Call, Handlers
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import now

HOST = "127.0.0.1"


def _config(call: Call, _: Tl) -> Tl:
    """The one data centre is this server, so that no client looks for another one."""
    return types.Config(
        date=now(),
        expires=now() + timedelta(hours=1),
        test_mode=False,
        this_dc=DC,
        dc_options=[types.DcOption(DC, HOST, call.state.port)],
        dc_txt_domain_name="apv3.stel.com",
        chat_size_max=200,
        megagroup_size_max=200_000,
        forwarded_count_max=100,
        online_update_period_ms=210_000,
        offline_blur_timeout_ms=5_000,
        offline_idle_timeout_ms=30_000,
        online_cloud_timeout_ms=300_000,
        notify_cloud_delay_ms=30_000,
        notify_default_delay_ms=1_500,
        push_chat_period_ms=60_000,
        push_chat_limit=2,
        edit_time_limit=172_800,
        revoke_time_limit=2**31 - 1,
        revoke_pm_time_limit=2**31 - 1,
        rating_e_decay=2_419_200,
        stickers_recent_limit=200,
        channels_read_media_period=604_800,
        call_receive_timeout_ms=20_000,
        call_ring_timeout_ms=90_000,
        call_connect_timeout_ms=30_000,
        call_packet_timeout_ms=10_000,
        me_url_prefix="https://t.me/",
        caption_length_max=1024,
        message_length_max=4096,
        webfile_dc_id=DC,
    )


def _app_config(_: Call, __: Tl) -> Tl:
    return types.help.AppConfig(hash=1, config=types.JsonObject([]))


def _nearest(_: Call, __: Tl) -> Tl:
    return types.NearestDc(country="RU", this_dc=DC, nearest_dc=DC)


def _true(call: Call, _: Tl) -> bool:
    return bool(call.account)


METHODS: Handlers = {
    functions.help.GetConfigRequest: _config,
    functions.help.GetAppConfigRequest: _app_config,
    functions.help.GetNearestDcRequest: _nearest,
    functions.account.UpdateStatusRequest: _true,
}
