/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "imap.pb-c.h"

#include <string.h>

static Types__IMAP *
imap(size_t n)
{
    return written(n);
}

static void
greets(void)
{
    new_talk();
    server("* OK [CAPABILITY IMAP4rev1] ready\r\n");
}

static void
a_server_is_known_by_its_greeting(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "* OK ready\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "* PREAUTH x\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "* 3 EXISTS\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "a1 OK done\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "*"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "* what\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+OK ready\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "220 ready\r\n"), NC_NO);
}

static void
a_client_is_known_by_its_command(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "a1 capability\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "a1 LOGIN \"a"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "a1 CAP"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "a"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "(a1 NOOP\r\n"), NC_NO);
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
on_other_ports_the_server_must_greet_first(void)
{
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "* OK ready\r\n", 0), NC_YES);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "* O", 0), NC_MORE);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "* OK ready\r\n", 1), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_SERVER, "* 3 EXISTS\r\n", 0), NC_NO);
    CU_ASSERT_EQUAL(elsewhere(NC_CLIENT, "a1 NOOP\r\n", 0), NC_NO);
}

static void
a_command_has_tag_and_argument(void)
{
    greets();
    client("a1 select INBOX\r\na2 UID FETCH 1:* (FLAGS)\r\na3 XNEW\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT(!imap(1)->isresponse && !imap(1)->byuid);
    CU_ASSERT_STRING_EQUAL(imap(1)->tag, "a1");
    CU_ASSERT_STRING_EQUAL(imap(1)->command, "select");
    CU_ASSERT_STRING_EQUAL(imap(1)->argument, "INBOX");
    CU_ASSERT(imap(2)->byuid);
    CU_ASSERT_STRING_EQUAL(imap(2)->command, "FETCH");
    CU_ASSERT_STRING_EQUAL(imap(2)->argument, "1:* (FLAGS)");
    CU_ASSERT_STRING_EQUAL(imap(3)->command, "XNEW");
    CU_ASSERT_STRING_EQUAL(imap(1)->srcip, "10.0.0.1");
    CU_ASSERT(imap(1)->srcport == 40000 && imap(0)->srcport == 143);
}

static void
a_response_has_status_or_what_it_tells(void)
{
    greets();
    client("a1 SELECT INBOX\r\n");
    server("* 18 EXISTS\r\n* FLAGS (\\Seen)\r\n* XNEW\r\na1 NO [ALERT] x\r\n* BYE\r\nb OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 8);
    CU_ASSERT(imap(0)->isresponse);
    CU_ASSERT_STRING_EQUAL(imap(0)->tag, "*");
    CU_ASSERT_STRING_EQUAL(imap(0)->status, "OK");
    CU_ASSERT_STRING_EQUAL(imap(0)->command, "");
    CU_ASSERT_STRING_EQUAL(imap(0)->argument, "[CAPABILITY IMAP4rev1] ready");
    CU_ASSERT_STRING_EQUAL(imap(2)->command, "EXISTS");
    CU_ASSERT_EQUAL(imap(2)->number, 18);
    CU_ASSERT_STRING_EQUAL(imap(3)->command, "FLAGS");
    CU_ASSERT_STRING_EQUAL(imap(3)->argument, "(\\Seen)");
    CU_ASSERT_STRING_EQUAL(imap(4)->command, "XNEW");
    CU_ASSERT_STRING_EQUAL(imap(5)->tag, "a1");
    CU_ASSERT_STRING_EQUAL(imap(5)->command, "SELECT");
    CU_ASSERT_STRING_EQUAL(imap(5)->status, "NO");
    CU_ASSERT_STRING_EQUAL(imap(6)->status, "BYE");
    CU_ASSERT_STRING_EQUAL(imap(7)->command, "");
}

static void
the_last_16_commands_are_known_by_their_tags(void)
{
    greets();
    client("t0 NOOP\r\n");
    for (int i = 0; i < 15; i++)
        client("t1 CHECK\r\n");
    server("t0 OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 18);
    CU_ASSERT_STRING_EQUAL(imap(17)->command, "NOOP");
    greets();
    client("t0 NOOP\r\n");
    for (int i = 0; i < 16; i++)
        client("t1 CHECK\r\n");
    server("t0 OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 19);
    CU_ASSERT_STRING_EQUAL(imap(18)->command, "");
}

static void
who_logs_in_says_a_secret(void)
{
    greets();
    client("a LOGIN \"us \\\" er\" \"pass word\"\r\nb LOGIN user word\r\nc LOGIN {4}\r\n");
    server("+ go on\r\n");
    client("user {4}\r\n");
    server("+ go on\r\n");
    client("a OK\r\nd LOGIN user {4+}\r\nword\r\ne LOGIN \"x\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 8);
    CU_ASSERT_STRING_EQUAL(imap(1)->user, "us \\\" er");
    CU_ASSERT_STRING_EQUAL(imap(1)->argument, "\"us \\\" er\" \"pass word\"");
    CU_ASSERT_STRING_EQUAL(imap(2)->user, "user");
    CU_ASSERT(imap(3)->literalsize == 4 && imap(3)->user[0] == '\0');
    CU_ASSERT_STRING_EQUAL(imap(6)->argument, "user {4+}");
    CU_ASSERT_STRING_EQUAL(imap(7)->user, "x");
}

static void
who_is_challenged_says_secrets(void)
{
    greets();
    client("a AUTHENTICATE PLAIN AGEAYg==\r\n");
    server("a NO\r\n");
    client("b AUTHENTICATE LOGIN\r\n");
    server("+ VXNl\r\n");
    client("c NOOP\r\n");
    server("b OK\r\n");
    client("d NOOP\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 8);
    CU_ASSERT_STRING_EQUAL(imap(1)->argument, "PLAIN AGEAYg==");
    CU_ASSERT_STRING_EQUAL(imap(4)->tag, "+");
    CU_ASSERT_STRING_EQUAL(imap(4)->argument, "VXNl");
    CU_ASSERT_STRING_EQUAL(imap(5)->command, "AUTHENTICATE");
    CU_ASSERT_STRING_EQUAL(imap(5)->tag, "");
    CU_ASSERT_STRING_EQUAL(imap(5)->argument, "c NOOP");
    CU_ASSERT_STRING_EQUAL(imap(7)->command, "NOOP");
}

static void
literals_are_passed_over(void)
{
    greets();
    client("a APPEND x {12}\r\n");
    server("+ go on\r\n");
    client("b NOOP\r\n* x\r\n {0}\r\n\r\nc NOOP\r\n");
    server("* 1 FETCH (BODY[] {9}\r\n* 2 XX\r\n\r UID 3)\r\na OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 6);
    CU_ASSERT_EQUAL(imap(1)->literalsize, 12);
    CU_ASSERT_STRING_EQUAL(imap(3)->command, "NOOP");
    CU_ASSERT_STRING_EQUAL(imap(3)->tag, "c");
    CU_ASSERT(imap(4)->number == 1 && imap(4)->literalsize == 9);
    CU_ASSERT_STRING_EQUAL(imap(5)->command, "APPEND");
}

static void
what_is_no_literal_is_none(void)
{
    greets();
    client("a NOOP x0}\r\nb NOOP {x}\r\nc NOOP {1000000000000}\r\nd NOOP {}\r\ne NOOP }\r\n");
    CU_ASSERT_EQUAL(play(), 6);
}

static void
idle_ends_with_a_word_without_a_tag(void)
{
    greets();
    client("a IDLE\r\n");
    server("+ idling\r\n");
    client("DONE\r\n");
    server("a OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 5);
    CU_ASSERT_STRING_EQUAL(imap(3)->command, "DONE");
    CU_ASSERT_STRING_EQUAL(imap(3)->tag, "");
    CU_ASSERT_STRING_EQUAL(imap(4)->command, "IDLE");
}

static void
of_an_argument_1024_bytes_are_told(void)
{
    char line[1200];

    memset(line, 'x', sizeof line);
    memcpy(line, "a SEARCH ", 9);
    for (size_t size = 1023; size <= 1025; size++) {
        greets();
        says(NC_CLIENT, line, 9 + size);
        client("\r\n");
        CU_ASSERT_EQUAL_FATAL(play(), 2);
        CU_ASSERT_EQUAL(strlen(imap(1)->argument), size < 1024 ? size : 1024);
    }
}

static void
after_starttls_others_may_go_on(void)
{
    greets();
    client("a STARTTLS\r\n");
    server("a OK go on\r\n");
    client("\x16\x03\x01");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(imap(2)->isencrypted && handed_over());
    greets();
    client("a STARTTLS\r\n");
    server("a BAD no\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(!imap(2)->isencrypted && !handed_over());
}

static void
what_is_compressed_is_not_read(void)
{
    greets();
    client("a COMPRESS DEFLATE\r\n");
    server("a OK\r\n");
    client("b NOOP\r\n");
    server("* OK x\r\n");
    CU_ASSERT_EQUAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
what_is_neither_is_refused_once(void)
{
    greets();
    client("(what\r\nmore of it\r\na NOOP\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "line that is no command");
    greets();
    server("what\r\n* more\r\n* OK x\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "line that is no response");
}

static void
behind_a_gap_lines_are_found_again(void)
{
    greets();
    server("* 1 FETCH (BODY[] {9000}\r\nx");
    loses(NC_SERVER, 100);
    server("x* y\r\n* list of\r\na OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
who_answers_is_the_server(void)
{
    new_talk();
    talk()->opened = false;
    says(NC_CLIENT, "a OK done\r\n", 11);
    says(NC_SERVER, "b NOOP\r\n", 8);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(imap(0)->isresponse && !imap(1)->isresponse);
}

static void
sound(void)
{
    server("* OK ready\r\n");
    client("a LOGIN \"b\" c\r\n");
    server("* 1 EXISTS\r\na OK\r\n");
    client("b AUTHENTICATE PLAIN\r\n");
    server("+ \r\n");
    client("AGEAYg==\r\n");
    server("b OK\r\n* 1 FETCH {3}\r\nabc)\r\n");
    client("c UID FETCH 1\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_server_is_known_by_its_greeting),
        SENTENCE(a_client_is_known_by_its_command),
        SENTENCE(on_other_ports_the_server_must_greet_first),
        SENTENCE(a_command_has_tag_and_argument),
        SENTENCE(a_response_has_status_or_what_it_tells),
        SENTENCE(the_last_16_commands_are_known_by_their_tags),
        SENTENCE(who_logs_in_says_a_secret),
        SENTENCE(who_is_challenged_says_secrets),
        SENTENCE(literals_are_passed_over),
        SENTENCE(what_is_no_literal_is_none),
        SENTENCE(idle_ends_with_a_word_without_a_tag),
        SENTENCE(of_an_argument_1024_bytes_are_told),
        SENTENCE(after_starttls_others_may_go_on),
        SENTENCE(what_is_compressed_is_not_read),
        SENTENCE(what_is_neither_is_refused_once),
        SENTENCE(behind_a_gap_lines_are_found_again),
        SENTENCE(who_answers_is_the_server),
        SENTENCES_END
    };

    return stream_sentences("imap", sound, own);
}
