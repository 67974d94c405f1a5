/* SPDX-License-Identifier: Apache-2.0 */
/* What sdk/netcap/stream.h promises of messages that are handed on. */
#include "streams_helper.h"

#include <string.h>

/* Lines of port 7000, the server's. */
static void
begin(void)
{
    fresh_streams();
    with_lines();
    with_decoder();
    hello();
}

/* The nth telling of a plugin; NULL: there are fewer. */
static const struct telling *
told_by(char by, uint32_t n)
{
    for (uint32_t i = 0; i < tellings(); i++)
        if (telling(i)->by == by && !n--)
            return telling(i);
    return NULL;
}

static bool
decoder_told(uint32_t n, const char *text)
{
    const struct telling *one = told_by('d', n);

    if (!text)
        return !one;
    return one && one->size == strlen(text) && memcmp(one->bytes, text, one->size) == 0;
}

static void
a_message_is_decoded_by_who_has_its_key(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 abc\n");
    CU_ASSERT(decoder_told(0, "abc") && decoder_told(1, NULL));
    CU_ASSERT_EQUAL(told_by('d', 0)->side, 1);
    TOLD(NC_CLIENT, "give 1 abc|");
}

static void
a_message_that_nobody_has_the_key_of_is_nothing(void)
{
    begin();
    say(NC_CLIENT, 0, "give 2 abc\nmore\n");
    CU_ASSERT(decoder_told(0, NULL));
    TOLD(NC_CLIENT, "give 2 abc|more|");
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
}

static void
its_record_has_time_and_ends_of_who_sent_it(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 abc\n");
    acknowledged(NC_SERVER, 11);
    say(NC_SERVER, 0, "give 1 def\n");
    for (uint32_t i = 0; i < 2; i++) {
        const struct telling *one = told_by('d', i), *line = told_by('l', i);

        CU_ASSERT_FATAL(one && line);
        CU_ASSERT_STRING_EQUAL(one->from, i ? "10.0.0.2" : "10.0.0.1");
        CU_ASSERT_EQUAL(one->port, i ? 7000 : 40000);
        CU_ASSERT_EQUAL(one->time.seconds, line->time.seconds);
        CU_ASSERT_EQUAL(one->time.nanoseconds, line->time.nanoseconds);
    }
}

static void
what_was_read_before_it_can_be_looked_back_to(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 abc\n");
    CU_ASSERT_FATAL(decoder_told(0, "abc"));
    CU_ASSERT_EQUAL(told_by('d', 0)->offset, 1);
}

static void
layers_go_on_behind_it(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 a,b,c\n");
    CU_ASSERT(decoder_told(0, "a") && decoder_told(1, "b") && decoder_told(2, "c"));
    CU_ASSERT_EQUAL(told_by('d', 2)->side, 3);
    CU_ASSERT_EQUAL(told_by('d', 2)->offset, 0);
    CU_ASSERT(decoder_told(3, NULL));
}

static void
the_ends_that_a_layer_names_are_those_of_what_lies_inside(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 move,b\ngive 1 c\n");
    CU_ASSERT_FATAL(decoder_told(2, "c"));
    CU_ASSERT_STRING_EQUAL(told_by('d', 0)->from, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(told_by('d', 1)->from, "elsewhere");
    CU_ASSERT_STRING_EQUAL(told_by('d', 2)->from, "10.0.0.1");
}

static void
there_are_as_many_layers_as_a_packet_has(void)
{
    char line[256] = "give 1 a";

    begin();
    for (int i = 0; i < NC_LAYERS_MAX; i++)
        strcat(line, ",b");
    strcat(line, "\n");
    say(NC_CLIENT, 0, line);
    CU_ASSERT(decoder_told(NC_LAYERS_MAX - 1, "b") && decoder_told(NC_LAYERS_MAX, NULL));
    CU_ASSERT_STRING_EQUAL(refused_because(), "decoder: more layers than one packet may have");
}

static void
a_refusal_is_the_decoder_s_and_costs_nobody_else(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 refuse\ngive 1 a\n");
    CU_ASSERT(decoder_told(0, "a") && decoder_told(1, NULL));
    TOLD(NC_CLIENT, "give 1 refuse|give 1 a|");
    CU_ASSERT_STRING_EQUAL(refused_because(), "decoder: was told to");
    CU_ASSERT_EQUAL(counts()->refused, 1);
}

static void
declining_is_no_refusal(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 decline\n");
    CU_ASSERT(decoder_told(0, NULL));
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
    CU_ASSERT_EQUAL(counts()->refused, 0);
}

static void
what_a_refused_hook_handed_on_is_not_decoded(void)
{
    begin();
    say(NC_CLIENT, 0, "both 1 abc\n");
    CU_ASSERT(decoder_told(0, NULL));
}

static void
what_a_hook_handed_on_that_waits_is_decoded_once(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 ab");
    CU_ASSERT(decoder_told(0, NULL));
    say(NC_CLIENT, 9, "c\n");
    CU_ASSERT(decoder_told(0, "abc") && decoder_told(1, NULL));
}

static void
of_one_call_64_messages_count(void)
{
    begin();
    say(NC_CLIENT, 0, "many 1 abc\n");
    CU_ASSERT(decoder_told(NC_HANDED_MAX - 1, "abc") && decoder_told(NC_HANDED_MAX, NULL));
    CU_ASSERT_STRING_EQUAL(noted(), "0: hands on more messages than are looked at");
}

static void
what_is_handed_on_may_hand_on(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 give 1 abc\ngive 1 def\n");
    CU_ASSERT(decoder_told(0, "give 1 abc") && decoder_told(1, "abc") && decoder_told(2, "def"));
}

static void
what_hands_on_itself_for_ever_is_stopped(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 many 1 abc\nmore\n");
    CU_ASSERT(decoder_told(NC_HANDED_MAX - 1, "abc") && decoder_told(NC_HANDED_MAX, NULL));
    TOLD(NC_CLIENT, "give 1 many 1 abc|more|");
}

static void
what_is_for_streams_is_not_for_layers(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 pass all\ngive 1 hand\ngive 1 keep a\ngive 1 wrong\ngive 1 write\n"
                      "more\n");
    CU_ASSERT(decoder_told(4, "write") && decoder_told(5, NULL));
    TOLD(NC_CLIENT, "give 1 pass all|give 1 hand|give 1 keep a|give 1 wrong|give 1 write|more|");
    finish();
    CU_ASSERT_STRING_EQUAL(ended_with(), "");
    CU_ASSERT_STRING_EQUAL(refused_because(), "");
}

static void
a_decoder_that_is_off_is_not_there(void)
{
    static const _Atomic uint8_t off = 1;

    begin();
    plugin_named("decoder")->off = &off;
    say(NC_CLIENT, 0, "give 1 abc\n");
    CU_ASSERT(decoder_told(0, NULL));
}

static void
a_packet_that_comes_again_hands_on_the_same(void)
{
    begin();
    twice = true;
    say(NC_CLIENT, 0, "give 1 abc\n");
    say(NC_CLIENT, 11, "give 1 def\n");
    CU_ASSERT(decoder_told(0, "abc") && decoder_told(1, "def") && decoder_told(2, NULL));
}

static void
a_decoder_without_room_leaves_all_as_it_was(void)
{
    fresh_streams();
    with_datagrams("counter", 7000);
    with_decoder();
    post(NC_CLIENT, "a");
    post(NC_CLIENT, "give 1 full");
    post(NC_CLIENT, "give 1 b");
    CU_ASSERT(decoder_told(0, "b") && decoder_told(1, NULL));
    TOLD(NC_CLIENT, "0:a|1:give 1 b|");
}

static void
datagrams_hand_on_too(void)
{
    fresh_streams();
    with_datagrams("counter", 7000);
    with_decoder();
    post(NC_CLIENT, "give 1 abc");
    post(NC_SERVER, "give 1 refuse");
    CU_ASSERT(decoder_told(0, "abc") && decoder_told(1, NULL));
    CU_ASSERT_STRING_EQUAL(told_by('d', 0)->from, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(refused_because(), "decoder: was told to");
}

static void
a_decoder_that_crashes_costs_its_packet(void)
{
    begin();
    say(NC_CLIENT, 0, "give 1 abc\n");
    say(NC_CLIENT, 11, "give 1 crash\n");
    say(NC_CLIENT, 24, "give 1 def\n");
    CU_ASSERT_EQUAL(crashes, 1);
    CU_ASSERT(decoder_told(0, "abc") && decoder_told(1, "def") && decoder_told(2, NULL));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_message_is_decoded_by_who_has_its_key),
        SENTENCE(a_message_that_nobody_has_the_key_of_is_nothing),
        SENTENCE(its_record_has_time_and_ends_of_who_sent_it),
        SENTENCE(what_was_read_before_it_can_be_looked_back_to),
        SENTENCE(layers_go_on_behind_it),
        SENTENCE(the_ends_that_a_layer_names_are_those_of_what_lies_inside),
        SENTENCE(there_are_as_many_layers_as_a_packet_has),
        SENTENCE(a_refusal_is_the_decoder_s_and_costs_nobody_else),
        SENTENCE(declining_is_no_refusal),
        SENTENCE(what_a_refused_hook_handed_on_is_not_decoded),
        SENTENCE(what_a_hook_handed_on_that_waits_is_decoded_once),
        SENTENCE(of_one_call_64_messages_count),
        SENTENCE(what_is_handed_on_may_hand_on),
        SENTENCE(what_hands_on_itself_for_ever_is_stopped),
        SENTENCE(what_is_for_streams_is_not_for_layers),
        SENTENCE(a_decoder_that_is_off_is_not_there),
        SENTENCE(a_packet_that_comes_again_hands_on_the_same),
        SENTENCE(a_decoder_without_room_leaves_all_as_it_was),
        SENTENCE(datagrams_hand_on_too),
        SENTENCE(a_decoder_that_crashes_costs_its_packet),
        SENTENCES_END
    };

    return sentences("streams_handed", own);
}
