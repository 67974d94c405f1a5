/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_plugin.h"
#include "redis_talk.h"

static void
commands_may_come_at_once(void)
{
    new_talk();
    client("*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n*1\r\n$4\r\nEXEC\r\n");
    server("+OK\r\n+QUEUED\r\n*1\r\n:1\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 6);
    CU_ASSERT_STRING_EQUAL(redis(1)->key, "n");
    CU_ASSERT_STRING_EQUAL(redis(4)->text, "QUEUED");
}

static void
other_protocols_are_declined(void)
{
    static const char *const others[] = { "GET / HTTP/1.1\r\n\r\n",
                                          "PING\r\n",
                                          "SSH-2.0-x\r\n",
                                          "*0\r\n",
                                          "*-1\r\n",
                                          "*x\r\n",
                                          "*1\n",
                                          "*1\r\n+PING\r\n",
                                          "*1\r\n$-1\r\n",
                                          "*1\r\n$0\r\n",
                                          "*1048577\r\n$1\r\n",
                                          "*1\r\n$536870913\r\n",
                                          "*1\r\n$4x\r\n",
                                          "*12345678901\r\n",
                                          "*1 \r\n",
                                          "*1\r\nx",
                                          "\r\n",
                                          "*\r\n" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, others[i]), NC_NO);
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
limits_are_taken(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "*1048576\r\n$1\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "*1\r\n$536870912\r\n"), NC_YES);
}

static void
a_beginning_may_yet_become_a_command(void)
{
    static const char command[] = "*12\r\n$3\r\n";

    for (size_t n = 1; n < sizeof command - 1; n++)
        CU_ASSERT_EQUAL(answer_to(NC_CLIENT, command, n), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, command, sizeof command - 1), NC_YES);
}

static void
a_server_does_not_speak_first(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "+OK POP3 ready\r\n"), NC_NO);
}

static void
on_other_ports_nothing_is_claimed(void)
{
    new_talk();
    talk()->port[1] = 6380;
    client("*1\r\n$4\r\nPING\r\n");
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
}

static void
an_argument_that_is_no_string_ends_it(void)
{
    new_talk();
    client("*3\r\n$3\r\nGET\r\n:1\r\n$1\r\na\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "argument that is no bulk string");
}

static void
garbage_among_elements_is_refused(void)
{
    new_talk();
    client("*1\r\n$4\r\nPING\r\n");
    server("*2\r\n:1\r\n");
    server("?what\r\n");
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "neither an array nor a string");
}

static void
garbage_between_commands_is_refused(void)
{
    new_talk();
    client("*1\r\n$4\r\nPING\r\n");
    client("PING\r\n");
    client("*1\r\n$4\r\nQUIT\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(redis(1)->command, "QUIT");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
}

static void
elements_without_end_are_refused(void)
{
    new_talk();
    client("*1\r\n$4\r\nPING\r\n");
    server("*4294967296\r\n*2\r\n");
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "elements without end");
    CU_ASSERT_STRING_EQUAL(answered("*4294967296\r\n:1\r\n")->kind, "array");
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    client("*2\r\n$3\r\nGET\r\n$10\r\nabc");
    loses(NC_CLIENT, 4);
    client("hij\r\n");
    client("*1\r\n$4\r\nPING\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_STRING_EQUAL(redis(0)->command, "PING");
}

static void
a_gap_in_a_value_costs_nothing(void)
{
    new_talk();
    client("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000\r\n");
    client(of_letters(300));
    loses(NC_CLIENT, 300);
    client(of_letters(400));
    client("\r\n*1\r\n$4\r\nPING\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(redis(1)->command, "PING");
}

static void
in_the_middle_the_server_has_the_lower_port(void)
{
    new_talk();
    talk()->opened = false;
    server("+OK\r\n");
    client("*1\r\n$4\r\nPING\r\n");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(redis(0)->kind, "string");
    CU_ASSERT_STRING_EQUAL(redis(1)->command, "PING");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(commands_may_come_at_once),
        SENTENCE(other_protocols_are_declined),
        SENTENCE(limits_are_taken),
        SENTENCE(a_beginning_may_yet_become_a_command),
        SENTENCE(a_server_does_not_speak_first),
        SENTENCE(on_other_ports_nothing_is_claimed),
        SENTENCE(an_argument_that_is_no_string_ends_it),
        SENTENCE(garbage_among_elements_is_refused),
        SENTENCE(garbage_between_commands_is_refused),
        SENTENCE(elements_without_end_are_refused),
        SENTENCE(behind_a_gap_messages_are_found_again),
        SENTENCE(a_gap_in_a_value_costs_nothing),
        SENTENCE(in_the_middle_the_server_has_the_lower_port),
        SENTENCES_END
    };

    load_plugin("redis");
    return sentences("redis_garbage", own);
}
