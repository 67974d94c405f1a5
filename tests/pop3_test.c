/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "pop3.pb-c.h"

#include <string.h>

static Types__POP3 *
pop3(size_t n)
{
    return written(n);
}

static void
greets(void)
{
    new_talk();
    server("+OK ready <1.2@a>\r\n");
}

static void
a_server_is_known_by_its_greeting(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+OK ready\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+OK\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "-ERR no\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "-ERR"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+OKAY\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+PONG\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "* OK x\r\n"), NC_NO);
}

static void
a_client_is_known_by_its_command(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "user a\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "CAPA\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "CA"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
}

static enum nc_answer
elsewhere(int side, const char *text, uint64_t heard)
{
    new_talk();
    talk()->port[1] = 2600;
    talk()->heard = heard;
    return answer_to_text(side, text);
}

static void
on_other_ports_the_server_must_speak_first(void)
{
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "+OK ready\r\n", 0), NC_YES);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "+OK ready\r\n", 1), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "+OK\r\n", 0), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "-ERR what\r\n", 0), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_CLIENT, "USER a\r\n", 0), NC_NO);
}

static void
commands_and_responses_are_records(void)
{
    greets();
    client("user b\r\n");
    server("-ERR who\r\n");
    client("NOOP\r\n");
    server("+OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT(pop3(0)->isresponse && !pop3(1)->isresponse);
    CU_ASSERT_STRING_EQUAL(pop3(0)->status, "+OK");
    CU_ASSERT_STRING_EQUAL(pop3(0)->description, "ready <1.2@a>");
    CU_ASSERT_EQUAL(pop3(0)->n_commands, 0);
    CU_ASSERT_STRING_EQUAL(pop3(1)->commands[0], "user");
    CU_ASSERT_STRING_EQUAL(pop3(1)->user, "b");
    CU_ASSERT_STRING_EQUAL(pop3(1)->argument, "b");
    CU_ASSERT_STRING_EQUAL(pop3(2)->commands[0], "USER");
    CU_ASSERT_STRING_EQUAL(pop3(2)->status, "-ERR");
    CU_ASSERT_STRING_EQUAL(pop3(4)->description, "");
}

static void
both_ends_are_told(void)
{
    greets();
    client("NOOP\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_STRING_EQUAL(pop3(i)->clientip, "10.0.0.1");
        CU_ASSERT_STRING_EQUAL(pop3(i)->serverip, "10.0.0.2");
    }
    CU_ASSERT(pop3(0)->srcport == 110 && pop3(1)->srcport == 40000);
    CU_ASSERT_STRING_EQUAL(pop3(0)->srcip, "10.0.0.2");
}

static void
what_proves_who_it_is_is_told(void)
{
    greets();
    client("PASS pass word\r\nAPOP mrose c4c9334bac560ecc\r\nAUTH PLAIN AGEAYg==\r\nAUTH\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT_STRING_EQUAL(pop3(1)->pass, "pass word");
    CU_ASSERT_STRING_EQUAL(pop3(1)->argument, "pass word");
    CU_ASSERT_STRING_EQUAL(pop3(2)->user, "mrose");
    CU_ASSERT_STRING_EQUAL(pop3(2)->authtoken, "c4c9334bac560ecc");
    CU_ASSERT_STRING_EQUAL(pop3(3)->authtoken, "AGEAYg==");
    CU_ASSERT_STRING_EQUAL(pop3(3)->argument, "PLAIN AGEAYg==");
    CU_ASSERT_STRING_EQUAL(pop3(4)->authtoken, "");
}

static void
who_is_challenged_says_secrets(void)
{
    greets();
    client("AUTH CRAM-MD5\r\n");
    server("+ PDEyMzQ+\r\n");
    client("QUIT\r\n");
    server("+OK in\r\n");
    client("QUIT\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 6);
    CU_ASSERT_STRING_EQUAL(pop3(2)->status, "+");
    CU_ASSERT_STRING_EQUAL(pop3(3)->commands[0], "AUTH");
    CU_ASSERT_STRING_EQUAL(pop3(3)->authtoken, "QUIT");
    CU_ASSERT_STRING_EQUAL(pop3(4)->commands[0], "AUTH");
    CU_ASSERT_STRING_EQUAL(pop3(5)->commands[0], "QUIT");
}

static void
a_mail_is_passed_over_but_for_its_id(void)
{
    greets();
    client("RETR 1\r\n");
    server("+OK 100 octets\r\n");
    server("Message-ID: <1@a>\r\n\r\n-ERR x\r\n..\r\n");
    server(".\r\n");
    client("DELE 1\r\n");
    server("+OK gone\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT_EQUAL_FATAL(pop3(2)->n_mailids, 1);
    CU_ASSERT_STRING_EQUAL(pop3(2)->mailids[0], "<1@a>");
    CU_ASSERT_EQUAL(pop3(2)->size, 19 + 2 + 8 + 4);
    CU_ASSERT_EQUAL(written_at(2).seconds, 3);
    CU_ASSERT_STRING_EQUAL(pop3(4)->commands[0], "DELE");
}

static void
lists_are_passed_over(void)
{
    greets();
    client("LIST\r\nLIST 1\r\nUIDL\r\nUIDL 1\r\nCAPA\r\nTOP 1 0\r\nRETR 2\r\nSTAT\r\n");
    server("+OK 1\r\n1 100\r\n.\r\n+OK 1 100\r\n+OK\r\n1 x\r\n.\r\n+OK 1 x\r\n");
    server("+OK\r\nMessage-ID: 1\r\n.\r\n+OK\r\nMessage-ID: 2\r\n.\r\n-ERR no\r\n+OK 1 100\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 17);
    CU_ASSERT_STRING_EQUAL(pop3(9)->commands[0], "LIST");
    CU_ASSERT_EQUAL(pop3(9)->size, 7);
    CU_ASSERT_EQUAL(pop3(10)->size, 0);
    CU_ASSERT_EQUAL(pop3(11)->size, 5);
    CU_ASSERT_EQUAL(pop3(12)->size, 0);
    CU_ASSERT(pop3(13)->size == 15 && pop3(13)->n_mailids == 0);
    CU_ASSERT(pop3(14)->size == 15 && pop3(14)->n_mailids == 1);
    CU_ASSERT_STRING_EQUAL(pop3(15)->status, "-ERR");
    CU_ASSERT_STRING_EQUAL(pop3(16)->commands[0], "STAT");
}

static void
a_mail_that_breaks_off_is_told_at_the_end(void)
{
    greets();
    client("RETR 1\r\n");
    server("+OK\r\nMessage-ID: <2@a>\r\n\r\nx\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_EQUAL(pop3(2)->n_mailids, 1);
    greets();
    client("RETR 1\r\n");
    server("+OK\r\nMessage-ID: <2@a>\r\n\r\n");
    loses(NC_SERVER, 10);
    server("more\r\n.\r\n");
    client("QUIT\r\n");
    server("+OK bye\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 5);
    CU_ASSERT_EQUAL(pop3(2)->n_mailids, 1);
    CU_ASSERT_STRING_EQUAL(pop3(4)->commands[0], "QUIT");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
of_a_description_500_bytes_are_kept(void)
{
    char line[700];

    memset(line, 'x', sizeof line);
    memcpy(line, "+OK ", 4);
    for (size_t size = 503; size <= 505; size++) {
        new_talk();
        says(NC_SERVER, line, size);
        server("\r\n");
        CU_ASSERT_EQUAL_FATAL(play(), 1);
        CU_ASSERT_EQUAL(strlen(pop3(0)->description), size - 4 < 500 ? size - 4 : 500);
    }
}

static void
after_stls_others_may_go_on(void)
{
    greets();
    client("STLS\r\n");
    server("+OK go on\r\n");
    client("\x16\x03\x01");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(pop3(2)->isencrypted && handed_over());
    greets();
    client("STLS\r\n");
    server("-ERR no\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(!pop3(2)->isencrypted && !handed_over());
}

static void
what_is_neither_is_refused_once(void)
{
    greets();
    client("/what\r\nmore\r\nNOOP\r\n");
    server("what\r\nmore\r\n+OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 3);
    CU_ASSERT_STRING_EQUAL(pop3(2)->commands[0], "NOOP");
    greets();
    server("what\r\n");
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "line that is no response");
}

static void
who_answers_is_the_server(void)
{
    new_talk();
    talk()->opened = false;
    says(NC_CLIENT, "+OK a\r\n", 7);
    says(NC_SERVER, "NOOP\r\n", 6);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(pop3(0)->isresponse && !pop3(1)->isresponse);
    CU_ASSERT_STRING_EQUAL(pop3(0)->serverip, "10.0.0.1");
}

static void
sound(void)
{
    server("+OK ready\r\n");
    client("USER a\r\n");
    server("+OK\r\n");
    client("AUTH PLAIN\r\n");
    server("+ \r\n");
    client("AGEAYg==\r\n");
    server("+OK\r\n");
    client("RETR 1\r\nLIST\r\n");
    server("+OK\r\nMessage-ID: x\r\n\r\n.\r\n+OK\r\n.\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_server_is_known_by_its_greeting),
        SENTENCE(a_client_is_known_by_its_command),
        SENTENCE(on_other_ports_the_server_must_speak_first),
        SENTENCE(commands_and_responses_are_records),
        SENTENCE(both_ends_are_told),
        SENTENCE(what_proves_who_it_is_is_told),
        SENTENCE(who_is_challenged_says_secrets),
        SENTENCE(a_mail_is_passed_over_but_for_its_id),
        SENTENCE(lists_are_passed_over),
        SENTENCE(a_mail_that_breaks_off_is_told_at_the_end),
        SENTENCE(of_a_description_500_bytes_are_kept),
        SENTENCE(after_stls_others_may_go_on),
        SENTENCE(what_is_neither_is_refused_once),
        SENTENCE(who_answers_is_the_server),
        SENTENCES_END
    };

    return stream_sentences("pop3", sound, own);
}
