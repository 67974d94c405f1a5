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
        SENTENCE(where_a_place_is_lost_lines_cost_little_more_than_what_has_none),
        SENTENCES_END
    };

    return stream_sentences("http", sound, own);
}
