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


class Access(Words):
    """IMAP: RFC 9051 and its extensions."""

    def asks(self, tag, command, argument="", sent=None, **members):
        text = " ".join(filter(None, (tag, command, argument))) if sent is None else sent
        self.command(text.encode() + b"\r\n", Tag=tag, Command=command, Argument=argument, **members)

    def answers(self, text, *behind, tag="*", **members):
        self.reply(f"{tag} {text}\r\n".encode() + b"".join(behind), Tag=tag, **members)

    def ends(self, tag, command, status, text, **members):
        self.answers(f"{status} {text}", tag=tag, Command=command, Status=status, Argument=text,
                     **members)


def folders(cap, port, **talk):
    """Who logs in, looks at a mailbox, and fetches a mail whose lines look like responses."""
    talk = Access(cap, port, 143, **talk)
    talk.answers("OK IMAP4rev1 ready", Status="OK", Argument="IMAP4rev1 ready")
    talk.asks("a001", "CAPABILITY")
    talk.answers("CAPABILITY IMAP4rev1 STARTTLS", Command="CAPABILITY",
                 Argument="IMAP4rev1 STARTTLS")
    talk.ends("a001", "CAPABILITY", "OK", "done")
    talk.asks("a002", "LOGIN", "mrc secret", User="mrc")
    talk.ends("a002", "LOGIN", "NO", "[AUTHENTICATIONFAILED] no")
    talk.asks("a003", "login", '"m rc" "se cret"', User="m rc")
    talk.ends("a003", "LOGIN", "OK", "in")
    talk.asks("a004", "SELECT", "INBOX")
    talk.answers("18 EXISTS", Command="EXISTS", Number=18)
    talk.answers("FLAGS (\\Answered \\Seen)", Command="FLAGS", Argument="(\\Answered \\Seen)")
    talk.ends("a004", "SELECT", "OK", "[READ-WRITE] done")
    talk.asks("a005", "FETCH", "12 (FLAGS BODY[])", "a005 UID FETCH 12 (FLAGS BODY[])", ByUID=True)
    mail = b"Subject: x\r\n\r\n* 3 EXISTS\r\na005 BAD x\r\n"
    talk.answers(f"12 FETCH (BODY[] {{{len(mail)}}}", mail, b" FLAGS (\\Seen))\r\n", Command="FETCH",
                 Number=12, Argument=f"(BODY[] {{{len(mail)}}}", LiteralSize=len(mail))
    talk.ends("a005", "FETCH", "OK", "done")
    talk.asks("a006", "IDLE")
    talk.answers("idling", tag="+", Argument="idling")
    talk.asks("", "DONE")
    talk.ends("a006", "IDLE", "OK", "done")
    talk.asks("a007", "LOGOUT")
    talk.answers("BYE see you", Status="BYE", Argument="see you")
    talk.ends("a007", "LOGOUT", "OK", "done")
    talk.close()


def imap():
    cap = Capture("imap")
    folders(cap, 54001)
    folders(cap, 54002, addresses=SIX)
    talk = Access(cap, 54003, 2620)
    talk.answers("OK ready", Status="OK", Argument="ready")
    talk.asks("a1", "AUTHENTICATE", "PLAIN")
    talk.answers("go on", tag="+", Argument="go on")
    talk.command(b"AGEAYg==\r\n", Command="AUTHENTICATE", Argument="AGEAYg==")
    talk.ends("a1", "AUTHENTICATE", "NO", "no")
    talk.asks("a2", "APPEND", "x {8}", LiteralSize=8)
    talk.answers("go on", tag="+", Argument="go on")
    talk.ask(b"b NOOP\r\n\r\n")
    talk.ends("a2", "APPEND", "OK", "done")
    talk.asks("a3", "STARTTLS")
    talk.ends("a3", "STARTTLS", "OK", "go on", IsEncrypted=True)
    talk.ask(b"\x15\x03\x01\x00\x02\x02\x28")
    talk.close()
    for port, text in (54004, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), (54005, bytes(20)):
        talk = Words(cap, port, 143)
        talk.ask(text)
        talk.close()
    talk = Words(cap, 54006, 6379)  # a server that does not speak first
    talk.ask(b"PING\r\n")
    talk.answer(b"* OK ready\r\n")
    talk.close()
    return cap


CAPTURES = (smtp, pop3, imap)
