/* SPDX-License-Identifier: Apache-2.0 */
#include "smtp_talk.h"

static enum nc_answer
elsewhere(int side, const char *text)
{
    new_talk();
    talk()->port[1] = 2600;
    return answer_to_text(side, text);
}

static void
a_server_is_known_by_its_greeting(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 mx.example.com ready\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "554 go away\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 mx.exam"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "22"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 (vsFTPd 3.0.3)\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "2200 what\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "SSH-2.0-x\r\n"), NC_NO);
}

static void
a_client_is_known_by_its_command(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "ehlo a\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "MAIL FROM:<a@b>\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "EH"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, ".\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "\x16\x03\x01"), NC_NO);
}

static void
on_other_ports_it_must_say_what_it_is(void)
{
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "220 mx.example.com ESMTP ready\r\n"), NC_YES);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "220 a LMTP ready\r\n"), NC_YES);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "220 mx.example.com ready\r\n"), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "550 no SMTP here\r\n"), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_CLIENT, "EHLO a\r\n"), NC_YES);
    CU_ASSERT_EQUAL(elsewhere(NC_CLIENT, "MAIL FROM:<a@b>\r\n"), NC_NO);
}

static void
a_greeting_has_code_and_text(void)
{
    greets();
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT(smtp(0)->isresponse && smtp(0)->responsecode == 220);
    CU_ASSERT_EQUAL_FATAL(smtp(0)->n_replies, 1);
    CU_ASSERT_STRING_EQUAL(smtp(0)->replies[0], "mx.example.com ESMTP ready");
    CU_ASSERT_EQUAL(smtp(0)->n_commands, 0);
    CU_ASSERT_STRING_EQUAL(smtp(0)->srcip, "10.0.0.2");
    CU_ASSERT(smtp(0)->srcport == 25 && smtp(0)->dstport == 40000);
    CU_ASSERT_EQUAL(written_at(0).seconds, 1);
}

static void
a_command_has_an_argument(void)
{
    greets();
    client("eHLO  client.example \r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(!smtp(1)->isresponse);
    CU_ASSERT_EQUAL_FATAL(smtp(1)->n_commands, 1);
    CU_ASSERT_STRING_EQUAL(smtp(1)->commands[0], "eHLO");
    CU_ASSERT_STRING_EQUAL(smtp(1)->argument, "client.example");
    CU_ASSERT_STRING_EQUAL(smtp(1)->dstip, "10.0.0.2");
}

static void
a_reply_names_the_command_it_answers(void)
{
    greets();
    client("ehlo a\r\n");
    server("250-mx.example.com\r\n250-SIZE 1000\r\n250 PIPELINING\r\n");
    client("NOOP\r\n");
    server("250 2.0.0 ok\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT_STRING_EQUAL(smtp(2)->commands[0], "EHLO");
    CU_ASSERT_EQUAL_FATAL(smtp(2)->n_extensions, 2);
    CU_ASSERT_STRING_EQUAL(smtp(2)->extensions[0], "SIZE 1000");
    CU_ASSERT_STRING_EQUAL(smtp(2)->extensions[1], "PIPELINING");
    CU_ASSERT_EQUAL(smtp(2)->n_replies, 3);
    CU_ASSERT_STRING_EQUAL(smtp(4)->commands[0], "NOOP");
    CU_ASSERT_STRING_EQUAL(smtp(4)->enhancedcode, "2.0.0");
    CU_ASSERT_EQUAL(smtp(4)->n_extensions, 0);
}

static void
enhanced_codes_have_three_numbers(void)
{
    greets();
    server("250 2.1.10 a\r\n550 5.7.1 b\r\n250 2.1 c\r\n250 3000 d\r\n250 9.1.1 e\r\n"
           "250 2.1.1.1 f\r\n250 2.1.1000 g\r\n250 2.999.999\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 9);
    CU_ASSERT_STRING_EQUAL(smtp(1)->enhancedcode, "2.1.10");
    CU_ASSERT_STRING_EQUAL(smtp(2)->enhancedcode, "5.7.1");
    for (size_t i = 3; i < 8; i++)
        CU_ASSERT_STRING_EQUAL(smtp(i)->enhancedcode, "");
    CU_ASSERT_STRING_EQUAL(smtp(8)->enhancedcode, "2.999.999");
}

static void
an_envelope_has_paths(void)
{
    greets();
    client("MAIL FROM:<a@b.example> SIZE=10\r\nRCPT TO: <c@d.example>\r\nMAIL FROM:<>\r\n"
           "RCPT TO:plain@e.example NOTIFY=NEVER\r\nRCPT\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 6);
    CU_ASSERT_STRING_EQUAL(smtp(1)->sender, "a@b.example");
    CU_ASSERT_STRING_EQUAL(smtp(1)->argument, "FROM:<a@b.example> SIZE=10");
    CU_ASSERT_STRING_EQUAL(smtp(2)->recipient, "c@d.example");
    CU_ASSERT_STRING_EQUAL(smtp(3)->sender, "");
    CU_ASSERT_STRING_EQUAL(smtp(4)->recipient, "plain@e.example");
    CU_ASSERT_STRING_EQUAL(smtp(5)->recipient, "");
}

static void
mails(const char *mail)
{
    greets();
    client("DATA\r\n");
    server("354 go on\r\n");
    client(mail);
    server("250 queued\r\n");
}

static void
a_mail_is_passed_over_but_for_its_id(void)
{
    mails("From: a\r\nMESSAGE-id:  <1@a> \r\n\r\nQUIT\r\nMessage-ID: <2@a>\r\n..\r\n.\r\n");
    client("QUIT\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT_STRING_EQUAL(smtp(3)->commands[0], ".");
    CU_ASSERT_EQUAL_FATAL(smtp(3)->n_mailids, 1);
    CU_ASSERT_STRING_EQUAL(smtp(3)->mailids[0], "<1@a>");
    CU_ASSERT_EQUAL(smtp(3)->mailsize, 9 + 21 + 2 + 6 + 19 + 4);
    CU_ASSERT_STRING_EQUAL(smtp(4)->commands[0], "QUIT");
}

static void
an_id_may_stand_on_the_next_line(void)
{
    mails("Message-ID:\r\n <3@a>\r\nTo: b\r\n\r\n.\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_EQUAL_FATAL(smtp(3)->n_mailids, 1);
    CU_ASSERT_STRING_EQUAL(smtp(3)->mailids[0], "<3@a>");
    mails("Message-ID:\r\nTo: b\r\n x\r\n\r\n.\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_EQUAL(smtp(3)->n_mailids, 0);
}

static void
of_an_id_250_bytes_are_kept(void)
{
    char mail[400];

    memset(mail, 'x', sizeof mail);
    memcpy(mail, "Message-ID:", 11);
    memcpy(mail + 11 + 300, "\r\n\r\n.\r\n", 8);
    mails(mail);
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_EQUAL(strlen(smtp(3)->mailids[0]), 250);
}

static void
a_mail_that_is_not_wanted_is_none(void)
{
    greets();
    client("DATA\r\n");
    server("503 no\r\n");
    client("RSET\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_STRING_EQUAL(smtp(2)->commands[0], "DATA");
    CU_ASSERT_STRING_EQUAL(smtp(3)->commands[0], "RSET");
}

static void
a_dot_without_a_mail_ends_none(void)
{
    mails("Message-ID: <6@a>\r\n.\r\n");
    client(".\r\n");
    server("500 what\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 6);
    CU_ASSERT(smtp(3)->n_mailids == 1 && smtp(3)->mailsize == 19);
    CU_ASSERT(smtp(5)->n_mailids == 0 && smtp(5)->mailsize == 0);
}

static void
a_mail_may_come_where_no_reply_is_seen(void)
{
    new_talk();
    client("DATA\r\n");
    client("Message-ID: <4@a>\r\n\r\nHELP me\r\n.\r\nQUIT\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(smtp(1)->commands[0], "QUIT");
}

static void
a_chunk_is_passed_over(void)
{
    greets();
    client("BDAT 8 LAST\r\nQUIT\r\n\r\nNOOP\r\n");
    server("250 8 octets\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_STRING_EQUAL(smtp(2)->commands[0], "NOOP");
    CU_ASSERT_STRING_EQUAL(smtp(3)->commands[0], "BDAT");
    greets();
    client("BDAT x\r\nNOOP\r\n");
    CU_ASSERT_EQUAL(play(), 3);
}

static void
sound(void)
{
    server("220 mx.example.com ESMTP\r\n");
    client("EHLO a\r\n");
    server("250-b\r\n250 SIZE\r\n");
    client("AUTH PLAIN\r\n");
    server("334 \r\n");
    client("AGEAYg==\r\n");
    server("235 ok\r\n");
    client("DATA\r\n");
    server("354 go on\r\n");
    client("Message-ID: <5@a>\r\n\r\nx\r\n.\r\n");
    server("250 queued\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_server_is_known_by_its_greeting),
        SENTENCE(a_client_is_known_by_its_command),
        SENTENCE(on_other_ports_it_must_say_what_it_is),
        SENTENCE(a_greeting_has_code_and_text),
        SENTENCE(a_command_has_an_argument),
        SENTENCE(a_reply_names_the_command_it_answers),
        SENTENCE(enhanced_codes_have_three_numbers),
        SENTENCE(an_envelope_has_paths),
        SENTENCE(a_mail_is_passed_over_but_for_its_id),
        SENTENCE(an_id_may_stand_on_the_next_line),
        SENTENCE(of_an_id_250_bytes_are_kept),
        SENTENCE(a_mail_that_is_not_wanted_is_none),
        SENTENCE(a_dot_without_a_mail_ends_none),
        SENTENCE(a_mail_may_come_where_no_reply_is_seen),
        SENTENCE(a_chunk_is_passed_over),
        SENTENCES_END
    };

    return stream_sentences("smtp", sound, own);
}
