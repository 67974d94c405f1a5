/* SPDX-License-Identifier: Apache-2.0 */
#include "redis_talk.h"

static Types__Redis *
commanded(const char *text)
{
    new_talk();
    client(text);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return redis(0);
}

static void
a_command_has_name_arguments_and_key(void)
{
    Types__Redis *set = commanded("*3\r\n$3\r\nSET\r\n$5\r\nmykey\r\n$7\r\nmyvalue\r\n");

    CU_ASSERT_STRING_EQUAL(set->kind, "command");
    CU_ASSERT_STRING_EQUAL(set->command, "SET");
    CU_ASSERT_EQUAL(set->arguments, 2);
    CU_ASSERT_STRING_EQUAL(set->key, "mykey");
    CU_ASSERT_EQUAL(set->keysize, 5);
}

static void
who_speaks_is_the_source(void)
{
    Types__Redis *pong = answered("+PONG\r\n");

    CU_ASSERT_STRING_EQUAL(redis(0)->srcip, "10.0.0.1");
    CU_ASSERT(redis(0)->srcport == 40000 && redis(0)->dstport == 6379);
    CU_ASSERT_STRING_EQUAL(pong->srcip, "10.0.0.2");
    CU_ASSERT_STRING_EQUAL(pong->dstip, "10.0.0.1");
    CU_ASSERT(pong->srcport == 6379 && pong->dstport == 40000);
    CU_ASSERT(*pong->connectionid && *pong->communityid);
    CU_ASSERT_STRING_EQUAL(pong->timestamp, "2.000000");
}

static void
answers_have_kinds(void)
{
    static const char *const answers[][2] = { { "+OK\r\n", "string" },
                                              { "-ERR no\r\n", "error" },
                                              { ":1\r\n", "integer" },
                                              { "$2\r\nab\r\n", "bulk" },
                                              { "*1\r\n:1\r\n", "array" },
                                              { "_\r\n", "null" },
                                              { "#t\r\n", "boolean" },
                                              { ",1.5\r\n", "double" },
                                              { "(123\r\n", "number" },
                                              { "!5\r\nERR x\r\n", "error" },
                                              { "=7\r\ntxt:abc\r\n", "verbatim" },
                                              { "%1\r\n+a\r\n:1\r\n", "map" },
                                              { "~1\r\n+a\r\n", "set" },
                                              { ">1\r\n+a\r\n", "push" },
                                              { "|1\r\n+a\r\n:1\r\n+OK\r\n", "attribute" },
                                              { "$-1\r\n", "null" },
                                              { "*-1\r\n", "null" } };

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        CU_ASSERT_STRING_EQUAL(answered(answers[i][0])->kind, answers[i][1]);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
values_of_answers_are_sizes(void)
{
    CU_ASSERT_EQUAL(answered("$11\r\nhello world\r\n")->size, 11);
    CU_ASSERT_EQUAL(answered("*2\r\n$1\r\na\r\n$1\r\nb\r\n")->elements, 2);
    CU_ASSERT_EQUAL(answered("%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n")->elements, 2);
    CU_ASSERT_STRING_EQUAL(answered("+Background saving started\r\n")->text,
                           "Background saving started");
    CU_ASSERT_STRING_EQUAL(answered(",3.25\r\n")->text, "3.25");
}

static void
errors_are_told(void)
{
    CU_ASSERT_STRING_EQUAL(answered("-WRONGPASS invalid\r\n")->error, "WRONGPASS invalid");
    CU_ASSERT_STRING_EQUAL(answered("!6\r\nSYNTAX\r\n")->error, "SYNTAX");
}

static void
integers_have_all_values_of_64_bits(void)
{
    CU_ASSERT_EQUAL(answered(":-1\r\n")->integer, -1);
    CU_ASSERT_EQUAL(answered(":+7\r\n")->integer, 7);
    CU_ASSERT_EQUAL(answered(":9223372036854775807\r\n")->integer, INT64_MAX);
    CU_ASSERT_EQUAL(answered(":-9223372036854775808\r\n")->integer, INT64_MIN);
    CU_ASSERT_EQUAL(answered(":9223372036854775808\r\n")->integer, INT64_MAX);
    CU_ASSERT_EQUAL(answered(":-9999999999999999999\r\n")->integer, INT64_MIN);
    CU_ASSERT_EQUAL(answered("#t\r\n")->integer, 1);
    CU_ASSERT_EQUAL(answered("#f\r\n")->integer, 0);
}

static void
what_is_no_number_is_no_integer(void)
{
    static const char *const others[] = { ":\r\n", ":-\r\n", ":1x\r\n",
                                          ":123456789012345678901\r\n" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        new_talk();
        client("*1\r\n$4\r\nPING\r\n");
        server("+PONG\r\n");
        server(others[i]);
        CU_ASSERT_EQUAL(play_in_pieces(0, 0), 2);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
    }
}

static void
a_password_is_no_key(void)
{
    Types__Redis *auth = commanded("*2\r\n$4\r\nauth\r\n$6\r\nsecret\r\n");

    CU_ASSERT(spells(auth->password, "secret"));
    CU_ASSERT(!*auth->key && !*auth->user && !auth->keysize);
    auth = commanded("*3\r\n$4\r\nAUTH\r\n$3\r\nbob\r\n$6\r\nsecret\r\n");
    CU_ASSERT_STRING_EQUAL(auth->user, "bob");
    CU_ASSERT(spells(auth->password, "secret"));
    CU_ASSERT_STRING_EQUAL(auth->key, "");
}

static void
a_hello_may_have_a_password(void)
{
    Types__Redis *hello = commanded("*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$3\r\nbob\r\n"
                                    "$6\r\nsecret\r\n");

    CU_ASSERT_STRING_EQUAL(hello->key, "3");
    CU_ASSERT_STRING_EQUAL(hello->user, "bob");
    CU_ASSERT(spells(hello->password, "secret"));
    hello = commanded("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n");
    CU_ASSERT(!*hello->user && !hello->password.len);
}

static void
a_key_is_clipped_and_its_size_is_not(void)
{
    char text[1024];

    for (size_t n = CLIP - 1; n <= CLIP + 1; n++) {
        Types__Redis *get;

        snprintf(text, sizeof text, "*2\r\n$3\r\nGET\r\n$%zu\r\n%s\r\n*1\r\n$4\r\nPING\r\n", n,
                 of_letters(n));
        new_talk();
        client(text);
        CU_ASSERT_EQUAL_FATAL(play(), 2);
        get = redis(0);
        CU_ASSERT_EQUAL(strlen(get->key), n < CLIP ? n : CLIP);
        CU_ASSERT_EQUAL(get->keysize, n);
        CU_ASSERT_STRING_EQUAL(redis(1)->command, "PING");
    }
}

static void
any_number_of_arguments_is_passed_over(void)
{
    char text[512];

    for (int n = SHOWN - 1; n <= SHOWN + 2; n++) {
        int at = snprintf(text, sizeof text, "*%d\r\n$3\r\nDEL\r\n", n);

        for (int i = 1; i < n; i++)
            at += snprintf(text + at, sizeof text - (size_t)at, "$2\r\nk%d\r\n", i);
        snprintf(text + at, sizeof text - (size_t)at, "*1\r\n$4\r\nPING\r\n");
        new_talk();
        client(text);
        CU_ASSERT_EQUAL_FATAL(play(), 2);
        CU_ASSERT_EQUAL(redis(0)->arguments, (uint32_t)n - 1);
        CU_ASSERT_STRING_EQUAL(redis(1)->command, "PING");
    }
}

static void
answers_inside_answers_are_passed_over(void)
{
    new_talk();
    client("*1\r\n$4\r\nEXEC\r\n");
    server("*3\r\n*2\r\n$-1\r\n:3\r\n%1\r\n+a\r\n*1\r\n_\r\n$300\r\n");
    server(of_letters(300));
    server("\r\n+OK\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(redis(2)->text, "OK");
    CU_ASSERT_EQUAL(left_unread(NC_SERVER), 0);
}

static void
sound(void)
{
    client("*3\r\n$3\r\nSET\r\n$5\r\nmykey\r\n$7\r\nmyvalue\r\n");
    server("+OK\r\n");
    client("*2\r\n$6\r\nLRANGE\r\n$1\r\nk\r\n");
    server("*2\r\n$1\r\na\r\n%1\r\n+b\r\n_\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_command_has_name_arguments_and_key),
        SENTENCE(who_speaks_is_the_source),
        SENTENCE(answers_have_kinds),
        SENTENCE(values_of_answers_are_sizes),
        SENTENCE(errors_are_told),
        SENTENCE(integers_have_all_values_of_64_bits),
        SENTENCE(what_is_no_number_is_no_integer),
        SENTENCE(a_password_is_no_key),
        SENTENCE(a_hello_may_have_a_password),
        SENTENCE(a_key_is_clipped_and_its_size_is_not),
        SENTENCE(any_number_of_arguments_is_passed_over),
        SENTENCE(answers_inside_answers_are_passed_over),
        SENTENCES_END
    };

    return stream_sentences("redis", sound, own);
}
