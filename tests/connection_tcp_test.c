/* SPDX-License-Identifier: Apache-2.0 */
/* Which side opened a connection, and when one is over. */
#include "connection_packets.h"

static void
the_sender_of_the_first_packet_is_the_source(void)
{
    CU_ASSERT_STRING_EQUAL(OF(udp4(A, 1, B, 2), udp4(B, 2, A, 1))->srcip, A);
    CU_ASSERT_STRING_EQUAL(OF(server(NC_ACK, 5, 6, 1), client(NC_ACK, 6, 6, 1))->srcip, B);
}

static void
the_sender_of_a_syn_is_the_source(void)
{
    CU_ASSERT_STRING_EQUAL(OF(client(NC_SYN, 100, 0, 0), server(NC_ACK, 1, 101, 0))->srcip, A);
}

static void
the_receiver_of_a_syn_with_ack_is_the_source(void)
{
    const Types__Connection *c = OF(server(NC_SYN | NC_ACK, 500, 101, 0),
                                    client(NC_ACK, 101, 501, 0), client(NC_ACK, 101, 501, 10));

    CU_ASSERT_STRING_EQUAL(c->srcip, A);
    CU_ASSERT_STRING_EQUAL(c->dstip, B);
    CU_ASSERT_STRING_EQUAL(c->srcport, "1000");
    CU_ASSERT_STRING_EQUAL(c->dstport, "80");
    CU_ASSERT_STRING_EQUAL(c->srcmac, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(c->dstmac, "02:00:00:00:00:02");
    CU_ASSERT_EQUAL(c->srcpackets, 2);
    CU_ASSERT_EQUAL(c->dstpackets, 1);
}

static void
a_syn_that_was_overtaken_sets_the_direction_right(void)
{
    CU_ASSERT_STRING_EQUAL(OF(server(NC_ACK, 501, 101, 5), client(NC_SYN, 100, 0, 0))->srcip, A);
    CU_ASSERT_STRING_EQUAL(OF(server(NC_SYN | NC_ACK, 500, 101, 0),
                              client(NC_SYN, 100, 0, 0))->srcip, A);
}

static void
after_the_first_packets_nothing_turns_the_direction(void)
{
    struct nc_sighting data = server(NC_ACK, 501, 101, 5);

    CU_ASSERT_STRING_EQUAL(OF(data, data, data, data, client(NC_SYN, 100, 0, 0))->srcip, B);
    CU_ASSERT_STRING_EQUAL(OF(client(NC_SYN, 100, 0, 0), server(NC_SYN, 500, 0, 0))->srcip, A);
}

static void
a_connection_is_closed_when_both_fins_are_acknowledged(void)
{
    shake_hands();
    CU_ASSERT_EQUAL(flow_see(client(NC_FIN | NC_ACK, 101, 501, 10)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 112, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_FIN | NC_ACK, 501, 112, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 112, 501, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 112, 502, 0)), NC_FLOW_CLOSED);
}

static void
the_acknowledgement_may_come_before_the_fin(void)
{
    shake_hands();
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 102, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_FIN | NC_ACK, 101, 502, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_FIN | NC_ACK, 501, 102, 0)), NC_FLOW_CLOSED);
}

static void
numbers_wrap(void)
{
    flow_begin();
    flow_see(client(NC_ACK, 0xfffffffe, 7, 0));
    flow_see(client(NC_FIN | NC_ACK, 0xfffffffe, 7, 5));
    flow_see(server(NC_ACK, 7, 0xfffffffe, 0));
    CU_ASSERT_EQUAL(flow_see(server(NC_FIN | NC_ACK, 7, 3, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 4, 8, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 8, 4, 0)), NC_FLOW_CLOSED);
}

static void
a_reset_ends_it(void)
{
    shake_hands();
    CU_ASSERT_EQUAL(flow_see(server(NC_RST, 501, 0, 0)), NC_FLOW_RESET);
}

/* The peer of who seems to have sent it did not believe it. */
static void
a_connection_that_goes_on_behind_a_reset_has_not_ended(void)
{
    shake_hands();
    CU_ASSERT_EQUAL(flow_see(server(NC_RST, 501, 0, 0)), NC_FLOW_RESET);
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 101, 501, 10)), NC_FLOW_OPEN); /* was under way */
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 111, 0)), NC_FLOW_REVIVED);
    CU_ASSERT_EQUAL(flow_see(client(NC_FIN | NC_ACK, 111, 501, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_RST, 501, 0, 0)), NC_FLOW_RESET);
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 112, 5)), NC_FLOW_REVIVED);
    CU_ASSERT_EQUAL(flow_see(server(NC_FIN | NC_ACK, 506, 112, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 112, 507, 0)), NC_FLOW_CLOSED);
}

static void
what_goes_on_forgets_its_own_reset_and_no_other(void)
{
    shake_hands();
    flow_see(server(NC_RST, 501, 0, 0));
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 101, 5)), NC_FLOW_REVIVED);
    CU_ASSERT_EQUAL(flow_see(client(NC_RST, 101, 0, 0)), NC_FLOW_RESET);
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 506, 101, 5)), NC_FLOW_OPEN); /* was under way */
    flow_see(server(NC_RST, 511, 0, 0));
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 101, 511, 5)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 511, 106, 5)), NC_FLOW_REVIVED);
}

static void
of_several_resets_of_a_side_the_first_counts(void)
{
    shake_hands();
    flow_see(server(NC_RST, 501, 0, 0));
    flow_see(server(NC_RST, 5501, 0, 0));
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 101, 5)), NC_FLOW_REVIVED);
}

static void
what_a_reset_has_overtaken_revives_nothing(void)
{
    shake_hands();
    flow_see(client(NC_ACK, 101, 501, 10));
    flow_see(server(NC_RST, 511, 0, 0));
    CU_ASSERT_EQUAL(flow_see(server(NC_ACK, 501, 111, 10)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_ACK, 111, 511, 10)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 100, 0, 0)), NC_FLOW_OPEN);
}

/* The server's ACK of all that the client said, behind the RST that overtook it. */
static enum nc_observed
ack_overtaken_by_a_reset(const struct nc_sighting *client_said)
{
    flow_begin();
    for (; client_said->captured; client_said++)
        flow_see(*client_said);
    CU_ASSERT_EQUAL(flow_see(server(NC_RST, 501, 0, 0)), NC_FLOW_RESET);
    return flow_see(server(NC_ACK, 501, 201, 0));
}

#define OVERTAKEN(...) \
    ack_overtaken_by_a_reset((const struct nc_sighting[]){ __VA_ARGS__, { .captured = 0 } })

static void
a_syn_said_again_takes_nothing_back_of_what_was_said(void)
{
    struct nc_sighting syn = client(NC_SYN, 100, 0, 0), data = client(NC_ACK, 101, 501, 100),
                       again = judged(syn, NC_STANDING_REPEATS, 0),
                       answer = server(NC_SYN | NC_ACK, 500, 101, 0);

    CU_ASSERT_EQUAL(OVERTAKEN(syn, again, answer, client(NC_ACK, 101, 501, 0), data), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(OVERTAKEN(syn, answer, data, again), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(OVERTAKEN(syn, answer, data, syn), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(OVERTAKEN(answer, data, syn), NC_FLOW_OPEN); /* the only one came late */
    CU_ASSERT_EQUAL(OVERTAKEN(syn, answer, client(NC_ACK, 101, 501, 99), again), NC_FLOW_REVIVED);
}

static void
a_syn_of_another_number_begins_what_is_said_anew(void)
{
    CU_ASSERT_EQUAL(OVERTAKEN(client(NC_SYN, 9000, 0, 0), client(NC_SYN, 100, 0, 0)),
                    NC_FLOW_REVIVED);
}

static void
a_new_syn_after_the_end_opens_another(void)
{
    shake_hands();
    flow_see(server(NC_RST, 501, 0, 0));
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 9000, 0, 0)), NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(flow_see(server(NC_SYN | NC_ACK, 7000, 9001, 0)), NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(((Types__Connection *)flow_end(NC_END_RESET))->numpackets, 4);
}

static void
the_same_syn_said_again_opens_nothing(void)
{
    shake_hands();
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 100, 0, 0)), NC_FLOW_OPEN);
    flow_see(server(NC_RST, 501, 0, 0));
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 100, 0, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_SYN | NC_ACK, 500, 101, 0)), NC_FLOW_OPEN);
}

static void
a_new_syn_on_an_open_connection_opens_another(void)
{
    shake_hands();
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 9000, 0, 0)), NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(flow_see(server(NC_SYN, 9000, 0, 0)), NC_FLOW_ANOTHER);
}

static void
a_syn_that_nobody_answered_may_change_its_number(void)
{
    flow_begin();
    flow_see(client(NC_SYN, 100, 0, 0));
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 9000, 0, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(server(NC_SYN | NC_ACK, 500, 9001, 0)), NC_FLOW_OPEN);
}

static void
both_sides_may_open_at_once(void)
{
    flow_begin();
    flow_see(client(NC_SYN, 100, 0, 0));
    CU_ASSERT_EQUAL(flow_see(server(NC_SYN, 500, 0, 0)), NC_FLOW_OPEN);
}

static void
a_syn_that_comes_after_its_data_opens_nothing(void)
{
    flow_begin();
    flow_see(server(NC_SYN | NC_ACK, 500, 101, 0));
    flow_see(client(NC_ACK, 401, 501, 10));
    flow_see(client(NC_ACK, 101, 501, 300));
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 100, 0, 0)), NC_FLOW_OPEN);
}

static void
a_connection_that_had_to_be_forgotten_is_the_same(void)
{
    flow_begin();
    flow_see(server(NC_ACK, 5000000, 101, 0));
    flow_see(client(NC_ACK, 6000000, 501, 10));
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 90000000, 0, 0)), NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(client(NC_SYN, 100, 0, 0)), NC_FLOW_ANOTHER);
}

static void
shake_hands_as(uint8_t turn)
{
    flow_begin();
    flow_see(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, turn));
    flow_see(judged(server(NC_SYN | NC_ACK, 500, 101, 0), NC_STANDING_BELONGS, turn));
    flow_see(judged(client(NC_ACK, 101, 501, 0), NC_STANDING_BELONGS, turn));
}

static void
what_reassembly_says_to_begin_is_another(void)
{
    shake_hands_as(1);
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 2)),
                    NC_FLOW_ANOTHER);
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_SYN, 900, 0, 0), NC_STANDING_OUTSIDE, 1)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_REPEATS, 1)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_ACK, 101, 501, 9), NC_STANDING_BELONGS, 0)),
                    NC_FLOW_OPEN);
}

static void
what_no_host_takes_ends_nothing(void)
{
    shake_hands_as(1);
    CU_ASSERT_EQUAL(flow_see(judged(server(NC_RST, 900, 0, 0), NC_STANDING_OUTSIDE, 1)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_FIN | NC_ACK, 9000, 501, 0), NC_STANDING_OUTSIDE, 1)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(server(NC_FIN | NC_ACK, 501, 102, 0), NC_STANDING_BELONGS, 1)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(server(NC_RST, 502, 0, 0), NC_STANDING_BELONGS, 1)),
                    NC_FLOW_RESET);
}

static void
what_no_host_takes_does_not_turn_the_direction(void)
{
    const Types__Connection *c =
        OF(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_OUTSIDE, 0),
           judged(server(NC_ACK, 501, 101, 5), NC_STANDING_BELONGS, 1));

    CU_ASSERT_STRING_EQUAL(c->srcip, A); /* of the first packet */
    c = OF(judged(client(NC_ACK, 101, 501, 5), NC_STANDING_BELONGS, 1),
           judged(server(NC_SYN, 500, 0, 0), NC_STANDING_OUTSIDE, 1));
    CU_ASSERT_STRING_EQUAL(c->srcip, A);
    c = OF(judged(server(NC_SYN, 500, 0, 0), NC_STANDING_OUTSIDE, 0),
           judged(client(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 1));
    CU_ASSERT_STRING_EQUAL(c->srcip, A); /* the true one is certain */
}

/* Its number may be anything: a wrong checksum is all that is known of it. */
static void
what_no_host_takes_does_not_say_which_connection_it_is(void)
{
    flow_begin();
    flow_see(judged(client(NC_SYN, 900, 0, 0), NC_STANDING_OUTSIDE, 0));
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 7)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(server(NC_SYN | NC_ACK, 500, 101, 0), NC_STANDING_BELONGS, 7)),
                    NC_FLOW_OPEN);
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 8)),
                    NC_FLOW_ANOTHER);
}

/* It was in the capture before its beginning was seen. */
static void
what_came_before_the_beginning_is_no_part_of_it(void)
{
    flow_begin();
    flow_see(judged(server(NC_RST, 900, 0, 0), NC_STANDING_NONE, 0));
    CU_ASSERT_EQUAL(flow_see(judged(client(NC_SYN, 100, 0, 0), NC_STANDING_BEGINS, 7)),
                    NC_FLOW_ANOTHER);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_sender_of_the_first_packet_is_the_source),
        SENTENCE(the_sender_of_a_syn_is_the_source),
        SENTENCE(the_receiver_of_a_syn_with_ack_is_the_source),
        SENTENCE(a_syn_that_was_overtaken_sets_the_direction_right),
        SENTENCE(after_the_first_packets_nothing_turns_the_direction),
        SENTENCE(a_connection_is_closed_when_both_fins_are_acknowledged),
        SENTENCE(the_acknowledgement_may_come_before_the_fin),
        SENTENCE(numbers_wrap),
        SENTENCE(a_reset_ends_it),
        SENTENCE(a_connection_that_goes_on_behind_a_reset_has_not_ended),
        SENTENCE(what_goes_on_forgets_its_own_reset_and_no_other),
        SENTENCE(of_several_resets_of_a_side_the_first_counts),
        SENTENCE(what_a_reset_has_overtaken_revives_nothing),
        SENTENCE(a_syn_said_again_takes_nothing_back_of_what_was_said),
        SENTENCE(a_syn_of_another_number_begins_what_is_said_anew),
        SENTENCE(a_new_syn_after_the_end_opens_another),
        SENTENCE(the_same_syn_said_again_opens_nothing),
        SENTENCE(a_new_syn_on_an_open_connection_opens_another),
        SENTENCE(a_syn_that_nobody_answered_may_change_its_number),
        SENTENCE(both_sides_may_open_at_once),
        SENTENCE(a_syn_that_comes_after_its_data_opens_nothing),
        SENTENCE(a_connection_that_had_to_be_forgotten_is_the_same),
        SENTENCE(what_reassembly_says_to_begin_is_another),
        SENTENCE(what_no_host_takes_ends_nothing),
        SENTENCE(what_no_host_takes_does_not_turn_the_direction),
        SENTENCE(what_no_host_takes_does_not_say_which_connection_it_is),
        SENTENCE(what_came_before_the_beginning_is_no_part_of_it),
        SENTENCES_END
    };

    return flow_sentences("connection", own);
}
