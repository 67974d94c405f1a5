# SPDX-License-Identifier: Apache-2.0
"""Captures of stores and brokers of messages, with the records their specifications ask for."""
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


CAPTURES = (redis,)
