/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dns.pb-c.h"
#include "tcp.pb-c.h"
#include "udp.pb-c.h"

#include <string.h>

/* All that one packet may have, and a little more. */
static void
use_up(struct nc_packet *pkt)
{
    for (size_t used = 0; used <= (size_t)(pkt->scratch - pkt->arena); used += 4096)
        memset(nc_alloc(pkt, 4096), 0xff, 4096);
}

static void
memory_is_zero_and_aligned(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    uint8_t *first = memset(nc_alloc(pkt, 3), 0xff, 3), *second;

    fresh(&in);
    second = nc_alloc(pkt, 16);
    CU_ASSERT_PTR_EQUAL(second, first);
    CU_ASSERT(second[0] == 0 && second[2] == 0);
    CU_ASSERT_EQUAL((uintptr_t)nc_alloc(pkt, 1) % 8, 0);
    CU_ASSERT_EQUAL((uintptr_t)nc_alloc(pkt, 1) % 8, 0);
}

static void
pieces_of_memory_do_not_overlap(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    uint8_t *first = nc_alloc(pkt, 9), *second = nc_alloc(pkt, 1);

    CU_ASSERT(second >= first + 9);
}

static void
a_message_comes_initialised(void)
{
    struct nc_cursor in = over("");
    Types__UDP *udp = nc_new(fresh(&in), types__udp);

    CU_ASSERT_PTR_EQUAL(udp->base.descriptor, &types__udp__descriptor);
    CU_ASSERT_STRING_EQUAL(udp->timestamp, "");
}

static void
a_list_keeps_what_was_added_as_it_grows(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    Types__TCP *tcp = nc_new(pkt, types__tcp);

    for (int i = 0; i < 1000; i++)
        nc_add(pkt, tcp, options, types__tcpoption)->optiontype = i;
    CU_ASSERT_EQUAL_FATAL(tcp->n_options, 1000);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_EQUAL(tcp->options[i]->optiontype, i);
}

static void
a_list_of_bytes_keeps_them(void)
{
    struct nc_cursor in = over("0102");
    struct nc_packet *pkt = fresh(&in);
    Types__DNSResourceRecord *rr = nc_new(pkt, types__dnsresource_record);

    nc_push(pkt, rr, txts, nc_bytes(&in, 1));
    nc_push(pkt, rr, txts, nc_bytes(&in, 1));
    CU_ASSERT_EQUAL_FATAL(rr->n_txts, 2);
    CU_ASSERT(holds(rr->txts[0], "01"));
    CU_ASSERT(holds(rr->txts[1], "02"));
}

static void
memory_used_up_fails_the_cursor(void)
{
    struct nc_cursor in = over("01");
    struct nc_packet *pkt = fresh(&in);

    use_up(pkt);
    CU_ASSERT_STRING_EQUAL(why(&in), "needs more memory than one packet may have");
    CU_ASSERT_EQUAL(nc_left(&in), 0);
}

static void
a_piece_too_large_fails_the_cursor(void)
{
    struct nc_cursor in = over("01");

    CU_ASSERT_PTR_NOT_NULL(nc_alloc(fresh(&in), NC_ALLOC_MAX + 1));
    CU_ASSERT_FALSE(nc_ok(&in));
    in = over("01");
    CU_ASSERT_PTR_NOT_NULL(nc_alloc(fresh(&in), SIZE_MAX));
    CU_ASSERT_FALSE(nc_ok(&in));
}

static void
without_memory_a_list_is_not_written_through(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    Types__TCP hostile = TYPES__TCP__INIT;

    use_up(pkt);
    hostile.n_options = 3;
    hostile.options = (Types__TCPOption **)(uintptr_t)8;
    nc_add(pkt, &hostile, options, types__tcpoption)->optiontype = 1;
    CU_ASSERT_EQUAL(hostile.n_options, 3);
}

static void
without_memory_a_message_survives_the_next_ones(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    Types__DNSResourceRecord *rr;

    use_up(pkt);
    rr = nc_new(pkt, types__dnsresource_record);
    rr->soa = nc_new(pkt, types__dnssoa);
    memset(nc_alloc(pkt, 255), 0xff, 255);
    CU_ASSERT_EQUAL(rr->n_txts, 0);
    CU_ASSERT_PTR_EQUAL(rr->soa->base.descriptor, &types__dnssoa__descriptor);
}

static void
without_memory_pieces_still_hold_what_was_asked_for(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);

    use_up(pkt);
    for (int i = 0; i < 100; i++) {
        uint8_t *piece = nc_alloc(pkt, 60000);

        CU_ASSERT_EQUAL(piece[59999], 0);
        memset(piece, 0xff, 60000);
    }
}

static void
the_next_packet_has_its_memory_back(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    uint8_t *first = nc_alloc(pkt, 8);
    Types__TCP *tcp;

    use_up(pkt);
    in = over("01");
    fresh(&in);
    CU_ASSERT_PTR_EQUAL(nc_alloc(pkt, 8), first);
    tcp = nc_new(pkt, types__tcp);
    nc_add(pkt, tcp, options, types__tcpoption);
    CU_ASSERT_EQUAL(tcp->n_options, 1);
    CU_ASSERT(nc_ok(&in));
    for (int i = 0; i < 8; i++)
        CU_ASSERT_EQUAL(((uint64_t *)nc_alloc(pkt, 4096))[511], 0);
}

static void
new_addresses_forget_the_ports(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    char one[] = "one", two[] = "two";

    nc_ports(pkt, 1, 2);
    nc_addresses(pkt, one, two);
    CU_ASSERT_STRING_EQUAL(pkt->ends.source, "one");
    CU_ASSERT_STRING_EQUAL(pkt->ends.destination, "two");
    CU_ASSERT_EQUAL(pkt->ends.source_port, -1);
}

static void
a_packet_forgets_the_one_before(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    char one[] = "one";

    nc_addresses(pkt, one, one);
    nc_next(pkt, NC_ETHERTYPE, 1);
    nc_malformed(pkt, "bad");
    nc_note(pkt, "odd");
    fresh(&in);
    CU_ASSERT_PTR_NULL(pkt->ends.source);
    CU_ASSERT_EQUAL(pkt->next_space, NC_NONE);
    CU_ASSERT_PTR_NULL(pkt->malformed);
    CU_ASSERT_PTR_NULL(pkt->note);
}

static void
the_first_thing_wrong_is_the_one_told(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);

    nc_malformed(pkt, "first");
    nc_malformed(pkt, "second");
    CU_ASSERT_STRING_EQUAL(pkt->malformed, "first");
}

static void
the_first_thing_noted_is_the_one_told_with_who_noted_it(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);

    pkt->by = 3;
    nc_note(pkt, "first");
    pkt->by = 4;
    nc_note(pkt, "second");
    CU_ASSERT_STRING_EQUAL(pkt->note, "first");
    CU_ASSERT_EQUAL(pkt->note_by, 3);
    CU_ASSERT_PTR_NULL(pkt->malformed);
}

static void
a_space_is_found_by_the_name_it_has(void)
{
    char buffer[16];

    for (uint32_t space = 1; space < NC_SPACES; space++)
        CU_ASSERT_EQUAL(nc_space_of(nc_space_name(space, buffer)), space);
    CU_ASSERT_EQUAL(nc_space_of(nc_space_name(NC_SPACE('a', 'b', 'c', 'd'), buffer)),
                    NC_SPACE('a', 'b', 'c', 'd'));
    CU_ASSERT_EQUAL(nc_space_of("no space"), NC_NONE);
}

static void
only_ports_and_message_types_may_hold_anything(void)
{
    CU_ASSERT(nc_space_is_closed(NC_IPPROTO) && nc_space_is_closed(NC_ETHERTYPE));
    CU_ASSERT_FALSE(nc_space_is_closed(NC_UDP_PORT));
    CU_ASSERT_FALSE(nc_space_is_closed(NC_TCP_PORT));
}

static const struct nc_plugin with = { .name = "With", NC_PAYLOAD("write it") };

static void
the_payload_option_is_off_and_the_only_one(void)
{
    CU_ASSERT_STRING_EQUAL(with.options[0].name, "payload");
    CU_ASSERT_STRING_EQUAL(with.options[0].help, "write it");
    CU_ASSERT_EQUAL(with.options[0].kind, NC_OPTION_BOOL);
    CU_ASSERT_EQUAL(with.options[0].initial, 0);
    CU_ASSERT_EQUAL(with.options[1].kind, NC_OPTION_END);
    CU_ASSERT_EQUAL(with.options_size, sizeof(bool));
}

static void
a_decoder_is_told_whether_the_payload_is_wanted(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);
    const bool off = false, on = true;

    pkt->options = &off;
    CU_ASSERT_FALSE(nc_wants_payload(pkt));
    pkt->options = &on;
    CU_ASSERT(nc_wants_payload(pkt));
}

static void
formatted_text_is_as_long_as_it_must_be(void)
{
    struct nc_cursor in = over("");
    struct nc_packet *pkt = fresh(&in);

    CU_ASSERT_STRING_EQUAL(nc_format(pkt, "%u.%02x-%s", 7u, 10u, "abc"), "7.0a-abc");
    CU_ASSERT_STRING_EQUAL(nc_format(pkt, "%s", ""), "");
    CU_ASSERT_EQUAL(strlen(nc_format(pkt, "%*d", NC_ALLOC_MAX - 1, 1)), NC_ALLOC_MAX - 1);
    CU_ASSERT(nc_ok(&in));
}

static void
formatted_text_longer_than_may_be_fails_the_packet(void)
{
    struct nc_cursor in = over("");

    CU_ASSERT_STRING_EQUAL(nc_format(fresh(&in), "%*d", NC_ALLOC_MAX, 1), "");
    CU_ASSERT_FALSE(nc_ok(&in));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(memory_is_zero_and_aligned),
        SENTENCE(pieces_of_memory_do_not_overlap),
        SENTENCE(a_message_comes_initialised),
        SENTENCE(a_list_keeps_what_was_added_as_it_grows),
        SENTENCE(a_list_of_bytes_keeps_them),
        SENTENCE(memory_used_up_fails_the_cursor),
        SENTENCE(a_piece_too_large_fails_the_cursor),
        SENTENCE(without_memory_a_list_is_not_written_through),
        SENTENCE(without_memory_a_message_survives_the_next_ones),
        SENTENCE(without_memory_pieces_still_hold_what_was_asked_for),
        SENTENCE(the_next_packet_has_its_memory_back),
        SENTENCE(new_addresses_forget_the_ports),
        SENTENCE(a_packet_forgets_the_one_before),
        SENTENCE(the_first_thing_wrong_is_the_one_told),
        SENTENCE(the_first_thing_noted_is_the_one_told_with_who_noted_it),
        SENTENCE(a_space_is_found_by_the_name_it_has),
        SENTENCE(only_ports_and_message_types_may_hold_anything),
        SENTENCE(the_payload_option_is_off_and_the_only_one),
        SENTENCE(a_decoder_is_told_whether_the_payload_is_wanted),
        SENTENCE(formatted_text_is_as_long_as_it_must_be),
        SENTENCE(formatted_text_longer_than_may_be_fails_the_packet),
        SENTENCES_END
    };

    return sentences("sdk_record", own);
}
