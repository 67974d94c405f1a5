# SPDX-License-Identifier: Apache-2.0
"""Captures of stores and brokers of messages, with the records their specifications ask for."""
import struct

from files import Capture
from joins import community_id, connection_id
from talks import Talk
from wire import TCP


def told(cap, talk, side, began, **members):
    """A record of what one side says."""
    ends = [talk.addresses[side], talk.addresses[1 - side]]
    ports = [talk.port[side], talk.port[1 - side]]
    cap.expect(Timestamp=began, SrcIP=ends[0], DstIP=ends[1], SrcPort=ports[0], DstPort=ports[1],
               ConnectionID=connection_id(ends, ports, TCP), CommunityID=community_id(ends, ports, TCP),
               PacketNumber=len(cap.packets), **members)


def says(cap, talk, side, payload, cut=1400, **members):
    """What one side says, and the record of it."""
    told(cap, talk, side, talk.say(side, payload, cut), **members)


def command(*arguments):
    """An array of bulk strings."""
    return b"*%d\r\n" % len(arguments) + b"".join(b"$%d\r\n%s\r\n" % (len(a), a) for a in arguments)


def redis_talk(cap):
    talk = Talk(cap, 40000, 6379)
    says(cap, talk, 0, command(b"AUTH", b"bob", b"secret"), Kind="command", Command="AUTH", Arguments=2,
         User="bob", Password=b"secret".hex())
    says(cap, talk, 1, b"-WRONGPASS invalid username-password pair or user is disabled.\r\n", Kind="error",
         Error="WRONGPASS invalid username-password pair or user is disabled.")
    says(cap, talk, 0, command(b"HELLO", b"3", b"AUTH", b"bob", b"better"), Kind="command",
         Command="HELLO", Arguments=4, Key="3", KeySize=1, User="bob", Password=b"better".hex())
    says(cap, talk, 1, b"%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n", Kind="map",
         Elements=2)
    says(cap, talk, 0, command(b"SET", b"name", b"v" * 3000), Kind="command", Command="SET",
         Arguments=2, Key="name", KeySize=4, cut=1000)
    # It is told once the key is there, in the first of the segments.
    cap.records[-1]["PacketNumber"] -= 3
    says(cap, talk, 1, b"+OK\r\n", Kind="string", Text="OK")
    says(cap, talk, 0, command(b"GET", b"k" * 300), Kind="command", Command="GET", Arguments=1,
         Key="k" * 256, KeySize=300)
    says(cap, talk, 1, b"$-1\r\n", Kind="null")
    says(cap, talk, 0, command(b"MGET", *(b"k%d" % n for n in range(8))), Kind="command",
         Command="MGET", Arguments=8, Key="k0", KeySize=2)
    says(cap, talk, 1, b"*3\r\n$2\r\nv0\r\n*2\r\n:1\r\n$-1\r\n+x\r\n", Kind="array", Elements=3)
    return talk


def redis_numbers(cap, talk):
    began = talk.ask(command(b"INCR", b"n") + command(b"PING"))
    told(cap, talk, 0, began, Kind="command", Command="INCR", Arguments=1, Key="n", KeySize=1)
    told(cap, talk, 0, began, Kind="command", Command="PING")
    began = talk.answer(b":-42\r\n+PONG\r\n")
    told(cap, talk, 1, began, Kind="integer", Integer=-42)
    told(cap, talk, 1, began, Kind="string", Text="PONG")
    talk.close()


def redis():
    """redis.io: RESP2 and RESP3; what is no array of strings is no command."""
    cap = Capture("redis")
    redis_numbers(cap, redis_talk(cap))
    for port, wrong in enumerate((b"GET / HTTP/1.1\r\n\r\n", b"PING\r\n", b"*1\n$4\nPING\n",
                                  b"*0\r\n", b"*1\r\n:1\r\n", b"*1048577\r\n$1\r\n"), 40001):
        Talk(cap, port, 6379).ask(wrong)
    # A capture that begins in the middle: of a value, then where a command begins.
    talk = Talk(cap, 40020, 6379, opened=False)
    talk.ask(b"alue\r\n")
    says(cap, talk, 0, command(b"QUIT"), Kind="command", Command="QUIT")
    return cap


def short(text):
    return bytes([len(text)]) + text


def long(data):
    return struct.pack("!I", len(data)) + data


def pairs(**members):
    """A table of texts."""
    return long(b"".join(short(name.encode()) + b"S" + long(text) for name, text in members.items()))


def amqp_frame(kind, channel, payload):
    return struct.pack("!BH", kind, channel) + long(payload) + b"\xce"


def method(cap, talk, side, channel, number, name, arguments, **members):
    """A method of AMQP 0-9-1 and its record; the number is that of its class and its own."""
    payload = struct.pack("!HH", *number) + arguments
    says(cap, talk, side, amqp_frame(1, channel, payload), Kind="method", Channel=channel, Size=len(payload),
         ClassID=number[0], MethodID=number[1], Method=name, **members)


def amqp_open(cap, talk):
    says(cap, talk, 0, b"AMQP\0\0\x09\x01", Kind="header", VersionMinor=9, VersionRevision=1)
    method(cap, talk, 1, 0, (10, 10), "connection.start",
           b"\0\x09" + pairs(product=b"RabbitMQ", version=b"3.11.5", platform=b"Erlang/OTP 25")
           + long(b"PLAIN AMQPLAIN") + long(b"en_US"), VersionMinor=9, Product="RabbitMQ",
           ProductVersion="3.11.5", Platform="Erlang/OTP 25", Mechanisms=["PLAIN", "AMQPLAIN"],
           Locales=["en_US"])
    method(cap, talk, 0, 0, (10, 11), "connection.start-ok",
           pairs(product=b"pika", version=b"1.3.1") + short(b"PLAIN") + long(b"\0guest\0secret")
           + short(b"en_US"), Product="pika", ProductVersion="1.3.1", Mechanisms=["PLAIN"],
           User="guest", Password=b"secret".hex(), Locales=["en_US"])
    for side, name, number in ((1, "connection.tune", 30), (0, "connection.tune-ok", 31)):
        method(cap, talk, side, 0, (10, number), name, struct.pack("!HIH", 2047, 131072, 60),
               ChannelMax=2047, FrameMax=131072, Heartbeat=60)
    method(cap, talk, 0, 0, (10, 40), "connection.open", short(b"/shop") + b"\0\1", VirtualHost="/shop")
    method(cap, talk, 1, 0, (10, 41), "connection.open-ok", b"\0")


def amqp_work(cap, talk):
    method(cap, talk, 0, 1, (20, 10), "channel.open", b"\0")
    method(cap, talk, 0, 1, (50, 10), "queue.declare", b"\0\0" + short(b"orders") + b"\x02" + pairs(),
           Queue="orders")
    method(cap, talk, 1, 1, (50, 11), "queue.declare-ok", short(b"orders") + struct.pack("!II", 3, 1),
           Queue="orders")
    method(cap, talk, 0, 1, (60, 40), "basic.publish", b"\0\0" + short(b"amq.topic") + short(b"a.b") + b"\0",
           Exchange="amq.topic", RoutingKey="a.b")
    talk.ask(amqp_frame(2, 1, struct.pack("!HHQH", 60, 0, 2000, 0)) + amqp_frame(3, 1, b"x" * 2000), cut=700)
    talk.answer(amqp_frame(8, 0, b""))
    method(cap, talk, 1, 1, (60, 60), "basic.deliver", short(b"ctag1") + struct.pack("!QB", 1, 0)
           + short(b"amq.topic") + short(b"a.b"), ConsumerTag="ctag1", Exchange="amq.topic",
           RoutingKey="a.b")
    method(cap, talk, 1, 1, (20, 40), "channel.close", struct.pack("!H", 404) + short(b"NOT_FOUND")
           + struct.pack("!HH", 60, 20), ReplyCode=404, ReplyText="NOT_FOUND")


def amqp_0_9_1(cap):
    talk = Talk(cap, 40000, 5672)
    amqp_open(cap, talk)
    amqp_work(cap, talk)
    talk.ask(amqp_frame(1, 0, b"\0\x0a\0\x28\x05a"))  # a text beyond its frame
    method(cap, talk, 0, 0, (10, 50), "connection.close", struct.pack("!H", 320) + short(b"bye") + bytes(4),
           ReplyCode=320, ReplyText="bye")
    talk.close()


def performative(cap, talk, side, kind, channel, code, name, elements, after=b"", **members):
    """A frame of AMQP 1.0 and its record; the list of elements is one of sizes of a byte."""
    body = bytes([0, 0x53, code, 0xC0, len(b"".join(elements)) + 1, len(elements)]) + b"".join(elements) + after
    frame = struct.pack("!IBBH", len(body) + 8, 2, kind, channel) + body
    says(cap, talk, side, frame, Kind="sasl" if kind else "performative", Channel=channel, Size=len(frame),
         MethodID=code, Method=name, **members)


def text(code, data):
    return bytes([code, len(data)]) + data


STRING, SYMBOL, BINARY, EMPTY = 0xA1, 0xA3, 0xA0, b"\x40"


def amqp_1_0(cap):
    """OASIS amqp-core-transport-v1.0: SASL first, then a header of AMQP itself."""
    talk = Talk(cap, 40001, 5672)
    for side in (0, 1):
        says(cap, talk, side, b"AMQP\3\1\0\0", Kind="header", ProtocolID=3, VersionMajor=1)
    symbols = b"\xa3" + short(b"PLAIN") + short(b"ANONYMOUS")
    performative(cap, talk, 1, 1, 0, 0x40, "sasl-mechanisms", [b"\xe0" + bytes([len(symbols) + 1, 2]) + symbols],
                 Mechanisms=["PLAIN", "ANONYMOUS"])
    performative(cap, talk, 0, 1, 0, 0x41, "sasl-init",
                 [text(SYMBOL, b"PLAIN"), text(BINARY, b"\0bob\0pw"), text(STRING, b"broker")],
                 Mechanisms=["PLAIN"], User="bob", Password=b"pw".hex(), VirtualHost="broker")
    performative(cap, talk, 1, 1, 0, 0x44, "sasl-outcome", [b"\x50\1"], ReplyCode=1)
    says(cap, talk, 0, b"AMQP\0\1\0\0", Kind="header", VersionMajor=1)
    performative(cap, talk, 0, 0, 0, 0x10, "open", [text(STRING, b"me"), text(STRING, b"broker"),
                 b"\x70" + struct.pack("!I", 65536), b"\x60" + struct.pack("!H", 255)],
                 ContainerID="me", VirtualHost="broker", FrameMax=65536, ChannelMax=255)
    performative(cap, talk, 0, 0, 3, 0x12, "attach", [text(STRING, b"sender"), b"\x43", b"\x42"],
                 Link="sender")
    performative(cap, talk, 0, 0, 3, 0x14, "transfer", [b"\x43", b"\x43"],
                 b"\0\x53\x75" + bytes([0xA0, 200]) + b"d" * 200)
    cap.records[-1]["PacketNumber"] = len(cap.packets)
    talk.ask(struct.pack("!IBBH", 8, 2, 0, 0))
    error = b"\0\x53\x1d\xc0" + short(b"\2" + text(SYMBOL, b"amqp:not-found") + text(STRING, b"no queue"))
    performative(cap, talk, 1, 0, 3, 0x16, "detach", [b"\x43", b"\x41", error],
                 Condition="amqp:not-found", ReplyText="no queue")
    performative(cap, talk, 0, 0, 0, 0x18, "close", [EMPTY])
    talk.close()


def amqp():
    """AMQP 0-9-1 and 1.0; bytes of others, and a capture that begins within a message."""
    cap = Capture("amqp")
    amqp_0_9_1(cap)
    amqp_1_0(cap)
    for port, wrong in enumerate((b"GET / HTTP/1.1\r\n\r\n", b"AMQP\0\0\x09\x02", b"\1\0\0\0\0\0\3ab"), 40002):
        Talk(cap, port, 5672).ask(wrong)
    talk = Talk(cap, 40020, 5672, opened=False)
    talk.ask(b"rest of a message\xce")
    method(cap, talk, 0, 1, (60, 70), "basic.get", b"\0\0" + short(b"orders") + b"\0", Queue="orders")
    return cap


def string(data):
    """Of OPC UA: none at all has a length of its own."""
    return struct.pack("<i", -1) if data is None else struct.pack("<i", len(data)) + data


def ua(kind, body, chunk=b"F"):
    return kind + chunk + struct.pack("<I", len(body) + 8) + body


def chunk(cap, talk, side, kind, body, mark=b"F", cut=1400, **members):
    message = ua(kind, body, mark)
    says(cap, talk, side, message, cut, MessageType=kind.decode(), ChunkType=mark.decode(),
         MessageSize=len(message), **members)


def node(number):
    """In four bytes, of the standard's own namespace."""
    return struct.pack("<BBH", 1, 0, number)


NONE = b"http://opcfoundation.org/UA/SecurityPolicy#None"
SECURED = b"http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256"


def ua_hello(cap, talk):
    sizes = {"ReceiveBufferSize": 65536, "SendBufferSize": 8192, "MaxMessageSize": 1000000}
    url = b"opc.tcp://plant:4840/line"
    chunk(cap, talk, 0, b"HEL", struct.pack("<5I", 0, 65536, 8192, 1000000, 64) + string(url), **sizes,
          MaxChunkCount=64, EndpointURL=url.decode())
    chunk(cap, talk, 1, b"ACK", struct.pack("<5I", 0, 65536, 8192, 1000000, 0), **sizes)


def ua_plain(cap):
    talk = Talk(cap, 40000, 4840)
    ua_hello(cap, talk)
    for side, channel, number, name in ((0, 0, 446, "OpenSecureChannelRequest"),
                                        (1, 17, 449, "OpenSecureChannelResponse")):
        chunk(cap, talk, side, b"OPN", struct.pack("<I", channel) + string(NONE) + string(None) + string(None)
              + struct.pack("<II", 51, 1) + node(number) + bytes(40), SecureChannelID=channel,
              SecurityPolicyURI=NONE.decode(), Plain=True, SequenceNumber=51, RequestID=1, ServiceID=number,
              Service=name)
    secured = {"SecureChannelID": 17, "TokenID": 2, "Plain": True}
    head = struct.pack("<II", 17, 2)
    chunk(cap, talk, 0, b"MSG", head + struct.pack("<II", 52, 2) + node(631) + bytes(60), **secured,
          SequenceNumber=52, RequestID=2, ServiceID=631, Service="ReadRequest")
    chunk(cap, talk, 1, b"MSG", head + struct.pack("<II", 52, 2) + node(634) + bytes(3000), b"C", **secured,
          SequenceNumber=52, RequestID=2, ServiceID=634, Service="ReadResponse")
    cap.records[-1]["PacketNumber"] -= 2
    chunk(cap, talk, 1, b"MSG", head + struct.pack("<II", 53, 2) + bytes(100), **secured, SequenceNumber=53,
          RequestID=2)
    chunk(cap, talk, 1, b"MSG", head + struct.pack("<III", 54, 3, 0x80B80000) + string(b"too large"), b"A",
          **secured, SequenceNumber=54, RequestID=3, Error=0x80B80000, Reason="too large")
    talk.ask(ua(b"HEL", struct.pack("<5I", 0, 1, 1, 1, 1) + struct.pack("<i", 9)))  # a text beyond it
    chunk(cap, talk, 0, b"CLO", head + struct.pack("<II", 55, 4) + node(452) + bytes(9), **secured,
          SequenceNumber=55, RequestID=4, ServiceID=452, Service="CloseSecureChannelRequest")
    talk.close()


def ua_secured(cap):
    talk = Talk(cap, 40001, 4840)
    chunk(cap, talk, 1, b"RHE", string(b"urn:plant") + string(b"opc.tcp://plant:4841"), ServerURI="urn:plant",
          EndpointURL="opc.tcp://plant:4841")
    thumbprint = bytes(range(20))
    chunk(cap, talk, 0, b"OPN", struct.pack("<I", 0) + string(SECURED) + string(b"c" * 900)
          + string(thumbprint) + bytes(range(256)), SecurityPolicyURI=SECURED.decode(), CertificateSize=900,
          Thumbprint=thumbprint.hex())
    chunk(cap, talk, 0, b"MSG", struct.pack("<II", 5, 1) + bytes(range(96)), SecureChannelID=5, TokenID=1)
    chunk(cap, talk, 1, b"ERR", struct.pack("<I", 0x80130000) + string(b"untrusted"), Error=0x80130000,
          Reason="untrusted")
    talk.close()


def opcua():
    """OPC 10000-6: with and without protection; bytes of others; from the middle of a message."""
    cap = Capture("opcua")
    ua_plain(cap)
    ua_secured(cap)
    for port, wrong in enumerate((b"GET / HTTP/1.1\r\n\r\n", ua(b"ACK", bytes(19)), ua(b"HEL", bytes(24), b"C")),
                                 40002):
        Talk(cap, port, 4840).ask(wrong)
    talk = Talk(cap, 40020, 4840, opened=False)
    talk.ask(bytes(50))
    chunk(cap, talk, 0, b"MSG", struct.pack("<II", 8, 1) + bytes(30), SecureChannelID=8, TokenID=1)
    return cap


CAPTURES = (redis, amqp, opcua)
