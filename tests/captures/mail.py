# SPDX-License-Identifier: Apache-2.0
"""Captures of SMTP, POP3 and IMAP, with the records their RFCs ask for."""
from files import Capture
from talks import SIX
from texts import CLIENT, SERVER, Words


class Mail(Words):
    """SMTP: RFC 5321 and its extensions."""

    def greet(self):
        self.reply(b"220 mx.example.com ESMTP ready\r\n", ResponseCode=220,
                   Replies=["mx.example.com ESMTP ready"])

    def asks(self, text, **members):
        word, _, argument = text.partition(" ")
        self.command(text.encode() + b"\r\n", Commands=[word],
                     **{"Argument": argument, **members})

    def answers(self, to, code, *replies, **members):
        lines = [f"{code}-{text}\r\n" for text in replies[:-1]] + [f"{code} {replies[-1]}\r\n"]
        self.reply("".join(lines).encode(), ResponseCode=code, Replies=list(replies),
                   Commands=[to] if to else [], **members)


LETTER = (b"Received: from a\r\nMessage-ID: <1.2@client.example>\r\nSubject: nothing\r\n\r\n"
          b"QUIT\r\n..\r\n" + b"x" * 70 + b"\r\n")


def letter(cap, **talk):
    """A mail, in small segments, whose lines look like commands."""
    talk = Mail(cap, 51001, 25, **talk)
    talk.greet()
    talk.asks("EHLO client.example")
    talk.answers("EHLO", 250, "mx.example.com", "SIZE 1000000", "STARTTLS", "ENHANCEDSTATUSCODES",
                 Extensions=["SIZE 1000000", "STARTTLS", "ENHANCEDSTATUSCODES"])
    talk.asks("MAIL FROM:<a@client.example> SIZE=150", Sender="a@client.example")
    talk.answers("MAIL", 250, "2.1.0 Ok", EnhancedCode="2.1.0")
    talk.asks("RCPT TO:<b@example.com>", Recipient="b@example.com")
    talk.answers("RCPT", 550, "5.1.1 No such user", EnhancedCode="5.1.1")
    talk.asks("rcpt TO:<c@example.com>", Recipient="c@example.com")
    talk.answers("RCPT", 250, "2.1.5 Ok", EnhancedCode="2.1.5")
    talk.asks("DATA")
    talk.answers("DATA", 354, "End data with <CR><LF>.<CR><LF>")
    talk.ask(LETTER + b".\r\n", cut=50)
    talk.answers(".", 250, "2.0.0 Ok: queued as 4711", EnhancedCode="2.0.0", MailSize=len(LETTER),
                 MailIDs=["<1.2@client.example>"])
    talk.asks("QUIT")
    talk.answers("QUIT", 221, "2.0.0 Bye", EnhancedCode="2.0.0")
    talk.close()


def secrets(cap):
    """RFC 4954: with the command, and in answers to challenges."""
    talk = Mail(cap, 51003, 587)
    talk.greet()
    talk.asks("AUTH PLAIN AGEAYg==")
    talk.answers("AUTH", 535, "5.7.8 no", EnhancedCode="5.7.8")
    talk.asks("AUTH LOGIN")
    talk.answers("AUTH", 334, "VXNlcm5hbWU6")
    talk.command(b"dXNlcg==\r\n", Commands=["AUTH"], Argument="dXNlcg==")
    talk.answers("AUTH", 334, "UGFzc3dvcmQ6")
    talk.command(b"c2VjcmV0\r\n", Commands=["AUTH"], Argument="c2VjcmV0")
    talk.answers("AUTH", 235, "2.7.0 ok", EnhancedCode="2.7.0")
    talk.close()


def encrypted(cap):
    """RFC 3207: what follows is TLS."""
    talk = Mail(cap, 51004, 2525)
    talk.greet()
    talk.asks("STARTTLS")
    talk.answers("STARTTLS", 220, "2.0.0 go ahead", EnhancedCode="2.0.0", IsEncrypted=True)
    talk.ask(b"\x15\x03\x01\x00\x02\x02\x28")
    talk.close()


def in_a_row(cap):
    """RFC 2920 and RFC 3030: commands that wait for no reply, and a chunk."""
    talk = Mail(cap, 51005, 25)
    talk.greet()
    begun = talk.ask(b"MAIL FROM:<>\r\nRCPT TO:<d@example.com>\r\nBDAT 6 LAST\r\nQUIT\r\n")
    talk.record(CLIENT, begun, Commands=["MAIL"], Argument="FROM:<>")
    talk.record(CLIENT, begun, Commands=["RCPT"], Argument="TO:<d@example.com>",
                Recipient="d@example.com")
    talk.record(CLIENT, begun, Commands=["BDAT"], Argument="6 LAST")
    begun = talk.answer(b"250 ok\r\n250 ok\r\n250 6 octets\r\n")
    for verb, text in ("MAIL", "ok"), ("RCPT", "ok"), ("BDAT", "6 octets"):
        talk.record(SERVER, begun, IsResponse=True, ResponseCode=250, Replies=[text], Commands=[verb])
    talk.close()


def other_ports(cap):
    """Where its port says nothing the greeting does; what is another protocol on its port is none."""
    talk = Mail(cap, 51006, 2600)
    talk.greet()
    talk.close()
    talk = Words(cap, 51007, 25)
    talk.ask(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    talk.close()
    talk = Words(cap, 51008, 25)
    talk.answer(b"220 (vsFTPd 3.0.3)\r\n")
    talk.close()


def smtp():
    cap = Capture("smtp")
    letter(cap)
    letter(cap, addresses=SIX)
    for case in (secrets, encrypted, in_a_row, other_ports):
        case(cap)
    return cap


class Post(Words):
    """POP3: RFC 1939 and its extensions."""

    def sides(self):
        return {"ClientIP": self.addresses[CLIENT], "ServerIP": self.addresses[SERVER]}

    def asks(self, text, **members):
        word, _, argument = text.partition(" ")
        self.command(text.encode() + b"\r\n", Commands=[word], **self.sides(),
                     **({"Argument": argument} if argument else {}), **members)

    def answers(self, to, text, lines=b"", cut=1400, **members):
        status, _, description = text.partition(" ")
        self.reply(text.encode() + b"\r\n" + lines + (b".\r\n" if lines else b""), cut,
                   Status=status, **({"Description": description} if description else {}),
                   **({"Size": len(lines)} if lines else {}), **self.sides(),
                   **({"Commands": [to]} if to else {}), **members)


def box(cap, port, **talk):
    """Who fetches a mail whose lines look like responses."""
    talk = Post(cap, port, 110, **talk)
    talk.answers("", "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>")
    talk.asks("CAPA")
    talk.answers("CAPA", "+OK Capability list follows", b"TOP\r\nUIDL\r\nUSER\r\n")
    talk.asks("USER mrose", User="mrose")
    talk.answers("USER", "+OK name is a valid mailbox")
    talk.asks("PASS secret word", Pass="secret word")
    talk.answers("PASS", "-ERR invalid password")
    talk.asks("APOP mrose c4c9334bac560ecc979e58001b3e22fb", User="mrose",
              AuthToken="c4c9334bac560ecc979e58001b3e22fb")
    talk.answers("APOP", "+OK maildrop has 1 message (369 octets)")
    talk.asks("list")
    talk.answers("LIST", "+OK 1 messages", b"1 369\r\n")
    talk.asks("LIST 1")
    talk.answers("LIST", "+OK 1 369")
    talk.asks("RETR 1")
    talk.answers("RETR", "+OK 369 octets", LETTER.replace(b"QUIT", b"-ERR x"), cut=60,
                 MailIDs=["<1.2@client.example>"])
    talk.asks("QUIT")
    talk.answers("QUIT", "+OK")
    talk.close()


def pop3():
    cap = Capture("pop3")
    box(cap, 53001)
    box(cap, 53002, addresses=SIX)
    talk = Post(cap, 53003, 2610)
    talk.answers("", "+OK ready")
    talk.asks("AUTH CRAM-MD5")
    talk.answers("AUTH", "+ PDE4OTYuNjk3MTcwOTUyQGE+")
    talk.command(b"cm9zZSBiOTEzYTYwMmM3\r\n", Commands=["AUTH"], Argument="cm9zZSBiOTEzYTYwMmM3",
                 AuthToken="cm9zZSBiOTEzYTYwMmM3", **talk.sides())
    talk.answers("AUTH", "-ERR no")
    talk.asks("STLS")
    talk.answers("STLS", "+OK Begin TLS negotiation", IsEncrypted=True)
    talk.ask(b"\x15\x03\x01\x00\x02\x02\x28")
    talk.close()
    for port, text in (53004, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), (53005, bytes(20)):
        talk = Words(cap, port, 110)
        talk.ask(text)
        talk.close()
    talk = Words(cap, 53006, 6379)  # a server that does not speak first
    talk.ask(b"*1\r\n$4\r\nPING\r\n")
    talk.answer(b"+OK ready\r\n")
    talk.close()
    return cap


CAPTURES = (smtp, pop3)
