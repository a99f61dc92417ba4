"""Which addresses a tenant may have digests posted to."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.webhooks.addresses import AddressRefusedError, AddressRules

OURS = [
    "0.0.0.0",  # noqa: S104  # an address to refuse
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
]
THEIRS = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111"]
NEVER = [
    "0.0.0.0",  # noqa: S104  # an address to refuse
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
    "224.0.0.1",
    "::",
]


@pytest.mark.parametrize("address", OURS)
def test_what_is_not_on_the_internet_is_refused(address: str) -> None:
    assert not AddressRules().allows(address)


@pytest.mark.parametrize("address", THEIRS)
def test_what_is_on_the_internet_is_allowed(address: str) -> None:
    assert AddressRules().allows(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "192.168.0.5", "::1", "fd12::1"])
def test_private_addresses_are_allowed_where_the_settings_say_so(address: str) -> None:
    assert AddressRules(private=True).allows(address)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_and_link_local_addresses_are_never_allowed(address: str) -> None:
    assert not AddressRules(private=True).allows(address)


@given(st.ip_addresses())
@example(ip_address("224.0.0.1"))
def test_all_that_is_allowed_is_global_and_of_one_receiver(
    address: IPv4Address | IPv6Address,
) -> None:
    allowed = AddressRules().allows(str(address))

    assert not allowed or (address.is_global and not address.is_multicast)


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_an_address_is_refused_in_every_way_to_wrap_it(address: IPv4Address) -> None:
    rules, number = AddressRules(), int(address)
    wrapped = [
        f"::ffff:{address}",
        f"::{address}",
        str(IPv6Address((0x64FF9B << 96) | number)),
        str(IPv6Address((0x2002 << 112) | (number << 80))),
        str(IPv6Address((0x20010000 << 96) | (number ^ 0xFFFF_FFFF))),
    ]

    assert [False] * 5 == [rules.allows(each) for each in wrapped]


@pytest.mark.parametrize("written", ["", "localhost", "127.1", "0x7f.1", "2130706433", "1.1.1.1 "])
def test_what_is_no_address_is_refused(written: str) -> None:
    assert not AddressRules(private=True).allows(written)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/alfred?key=1",
        "https://example.org:8443/",
        "https://xn--e1afmkfd.example/%D1%85",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_a_public_https_url_is_taken(url: str) -> None:
    AddressRules().check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://",
        "https:///path",
        "https://example.org:22/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org\\@127.0.0.1/",
        "https://example.org/#part",
        "https://exa mple.org/",
        "https://example.org/\r\nX: y",
        "https://пример.рф/",
        "https://localhost/",
        "https://db.internal/",
        "https://printer.local./",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[not-an-address]/",
        "https://-example.org/",
        "https://example.org/" + "a" * 2_000,
    ],
)
def test_another_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(AddressRefusedError) as refused:
        AddressRules().check_url(url)

    assert " — " in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/hook", "http://receiver.internal/"])
def test_a_receiver_in_the_own_network_is_taken_where_the_settings_say_so(url: str) -> None:
    AddressRules(private=True).check_url(url)


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://a@127.0.0.1/", "ftp://a/"])
def test_not_everything_is_taken_even_then(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        AddressRules(private=True).check_url(url)


@given(st.text(st.characters(exclude_characters="."), max_size=60))
def test_any_text_without_a_name_of_the_internet_is_no_error_of_ours(text: str) -> None:
    try:
        AddressRules().check_url(f"https://{text}")
    except AddressRefusedError:
        return
    assert text
