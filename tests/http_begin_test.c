/* SPDX-License-Identifier: Apache-2.0 */
/* Where messages begin, and what it costs to look for that. */
#include "http_talk.h"

#include <time.h>

/* A side says so much, in pieces of that size; lines may cost so many times what has none does. */
enum { SAID = 512 << 10, PIECE = 100, MOST_TIMES = 8 };

static void
prose_is_no_request(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "say hello HTTP/1.1\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SAY hello HTTP/1.1\n"), NC_YES);
}

static void
a_method_that_nobody_knows_has_a_capital(void)
{
    static const char *const others[] = { "--- x HTTP/1.1\n", "200 x HTTP/1.1\n",
                                          "*** x HTTP/1.1\n", "3.1 x HTTP/1.0\n",
                                          "2X0m x HTTP/1.1\n", "--- x HT" };

    new_talk();
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, others[i]), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "2X x HTTP/1.1\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "-_X x HTTP/1.1\n"), NC_YES);
}

/* In the middle: behind other lines, and behind what nobody read. */
static void
in_the_middle(uint64_t offset)
{
    new_talk();
    talk()->opened = false;
    talk()->offset = offset;
}

static void
a_line_that_others_quote_in_the_middle_is_no_message(void)
{
    static const char *const quotes[] = {
        "HTTP/1.1 200 OK\r\nwas the answer: fine\r\n.\r\n", "HTTP/1.1 200 OK\r\n.\r\n",
        "GET / HTTP/1.1\nGET /b HTTP/1.0\n10:22:31 POST /c HTTP/1.1\n", "GET /old\r\n...\r\n",
        "GET / HTTP/1.1\n10:22:31 served\n", "GET / HTTP/1.1\n: x\n", "HTTP/1.1 200 OK\r\n\rx\n",
        "HTTP/1.1 404 Not Found\n[error] none\n",
    };
    char text[200];

    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t n = strlen(quotes[i]);

        in_the_middle(100);
        CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, quotes[i]), NC_NO);
        for (size_t k = 1; k < n; k++)
            CU_ASSERT_NOT_EQUAL(answer_to(NC_CLIENT, quotes[i], k), NC_YES);
        in_the_middle(0);
        snprintf(text, sizeof text, "It said\r\n%s", quotes[i]);
        CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, text), NC_NO);
    }
}

static void
a_message_in_the_middle_is_one_with_its_first_field_or_none(void)
{
    static const char *const lines[] = { "GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\n",
                                         "PUT x HTTP/1.0\n" };
    static const struct {
        const char *text;
        enum nc_answer answer;
    } behind[] = { { "", NC_MORE }, { "Host", NC_MORE }, { "Host:", NC_YES }, { "\r", NC_MORE },
                   { "\r\n", NC_YES }, { "\n", NC_YES }, { "\r\r\n", NC_YES }, { "Host ", NC_NO } };
    char text[100];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        for (size_t k = 0; k < sizeof behind / sizeof *behind; k++) {
            snprintf(text, sizeof text, "%s%s", lines[i], behind[k].text);
            in_the_middle(100);
            CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, text), behind[k].answer);
            snprintf(text, sizeof text, "ent: x\r\n%s%s", lines[i], behind[k].text);
            in_the_middle(0);
            CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, text), behind[k].answer);
        }
    in_the_middle(100);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "HTTP/1.1 200 O"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, memcpy(repeated('a', 3000), "GET /x", 6), 3000), NC_YES);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, memcpy(repeated('a', 3000), "COPY x", 6), 3000), NC_MORE);
}

/* Processor time of a side that loses its place and then says this again and again. */
static clock_t
cost_of(const char *unit)
{
    static char text[SAID];
    size_t size = strlen(unit);
    clock_t least = 0;

    for (size_t i = 0; i < SAID; i++)
        text[i] = unit[i % size];
    new_talk();
    client(GET);
    loses(NC_CLIENT, 10);
    says(NC_CLIENT, text, SAID);
    for (int i = 0; i < 5; i++) {
        clock_t begun = clock(), took;

        play_in_pieces(PIECE, 0);
        took = clock() - begun;
        if (!i || took < least)
            least = took;
    }
    return least;
}

/* Lines are short, and there are many; asked about one by one they cost 30 times as much. */
static void
where_a_place_is_lost_lines_cost_little_more_than_what_has_none(void)
{
    static const char *const lines[] = { "\n", " \n", "A\n", "GET\n", "GET x\n", "UNSUBSCRIBE x\n",
                                         "HTTP/1.1 2\n" };
    clock_t plain = cost_of("a");

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        CU_ASSERT(cost_of(lines[i]) <= MOST_TIMES * plain);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(prose_is_no_request),
        SENTENCE(a_method_that_nobody_knows_has_a_capital),
        SENTENCE(a_line_that_others_quote_in_the_middle_is_no_message),
        SENTENCE(a_message_in_the_middle_is_one_with_its_first_field_or_none),
        SENTENCE(where_a_place_is_lost_lines_cost_little_more_than_what_has_none),
        SENTENCES_END
    };

    return stream_sentences("http", sound, own);
}
