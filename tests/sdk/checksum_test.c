/* SPDX-License-Identifier: Apache-2.0 */
/* Sums against RFC 1071 as it is written; checksums over headers whose bytes stand here. */
#include "harness.h"

#include <netcap/checksum.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 300, ALIGNMENTS = 32, TCP = 6, UDP = 17 };

static struct nc_packet *pkt;
static struct nc_cursor in;

/* From 192.0.2.1 to 192.0.2.2, and the same of IPv6; what it carries is these bytes. */
static void
begin(uint32_t kind, const char *hex)
{
    static const uint8_t four[2][4] = { { 192, 0, 2, 1 }, { 192, 0, 2, 2 } };
    static const uint8_t six[2][16] = { { 0x20, 1, 0x0d, 0xb8, [15] = 1 },
                                        { 0x20, 1, 0x0d, 0xb8, [15] = 2 } };

    in = over(hex);
    pkt = fresh(&in);
    pkt->verifies = true;
    pkt->by = 3;
    if (kind == NC_ENDPOINT_IPV4)
        nc_network(pkt, kind, four[0], four[1], 4, 0);
    else
        nc_network(pkt, kind, six[0], six[1], 16, 0);
    nc_whole(pkt, &in);
}

static enum nc_sum
verified(uint32_t kind, const char *hex, uint8_t protocol, uint16_t checksum)
{
    begin(kind, hex);
    nc_verify(pkt, &in, protocol, checksum);
    return pkt->tails.transport_sum;
}

/* Word by word, and the last byte as if a zero followed. */
static uint16_t
naive(const uint8_t *at, size_t size)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < size; i += 2)
        sum += (uint32_t)(at[i] << 8 | (i + 1 < size ? at[i + 1] : 0));
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}

static uint16_t
fast(const uint8_t *at, size_t size)
{
    uint16_t word = nc_sum_fold(nc_sum_words(at, size));
    uint8_t bytes[2];

    memcpy(bytes, &word, 2);
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void
each_length_at_each_alignment_has_the_sum_of_its_words(void)
{
    static _Alignas(64) uint8_t bytes[ALIGNMENTS + LONGEST];
    uint32_t wrong = 0, number = 1;

    for (size_t i = 0; i < sizeof bytes; i++) {
        number = number * 1103515245 + 12345;
        bytes[i] = (uint8_t)(number >> 16);
    }
    for (size_t from = 0; from < ALIGNMENTS; from++)
        for (size_t size = 0; size <= LONGEST; size++)
            wrong += fast(bytes + from, size) != naive(bytes + from, size);
    CU_ASSERT_EQUAL(wrong, 0);
}

static void
the_longest_packet_of_ones_overflows_nothing(void)
{
    static uint8_t ones[65536 * 4];

    memset(ones, 0xff, sizeof ones);
    CU_ASSERT_EQUAL(fast(ones, sizeof ones), 0xffff);
    CU_ASSERT_EQUAL(fast(ones, sizeof ones - 1), naive(ones, sizeof ones - 1));
    CU_ASSERT_EQUAL(nc_sum_fold(UINT64_MAX), 0xffff);
    CU_ASSERT_EQUAL(nc_sum_fold(0), 0);
}

static void
the_example_of_rfc_1071_comes_out(void)
{
    CU_ASSERT_EQUAL(fast((const uint8_t *)"\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8), 0xddf2);
}

static enum nc_sum
header(const char *hex, uint16_t checksum)
{
    begin(NC_ENDPOINT_IPV4, hex);
    nc_verify_network(pkt, &in, checksum);
    return pkt->tails.network_sum;
}

static void
a_network_header_is_right_wrong_or_left_without(void)
{
    CU_ASSERT_EQUAL(header("45000073 00004000 4011b861 c0a80001 c0a800c7", 0xb861), NC_SUM_RIGHT);
    CU_ASSERT_EQUAL(pkt->level->wrong, 0);
    CU_ASSERT_EQUAL(header("45000073 00004000 4011b862 c0a80001 c0a800c7", 0xb862), NC_SUM_WRONG);
    CU_ASSERT_EQUAL(pkt->level->wrong, NC_WRONG_NETWORK);
    CU_ASSERT_STRING_EQUAL(pkt->sum_note, "wrong checksum");
    CU_ASSERT_EQUAL(header("45000073 00004000 40110000 c0a80001 c0a800c7", 0), NC_SUM_ZERO);
    CU_ASSERT_STRING_EQUAL(pkt->sum_note, "no checksum (offload)");
}

static void
a_pseudo_header_goes_with_datagrams_of_both_networks(void)
{
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0fa00fa1 000b 9830 616263", UDP, 0x9830),
                    NC_SUM_RIGHT);
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV6, "0fa00fa1 000b c0bf 616263", UDP, 0xc0bf),
                    NC_SUM_RIGHT);
    CU_ASSERT(pkt->level->wrong == 0 && !pkt->sum_note);
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV6, "0fa00fa1 000b c0bf 616264", UDP, 0xc0bf),
                    NC_SUM_WRONG);
    CU_ASSERT_EQUAL(pkt->level->wrong, NC_WRONG_TRANSPORT);
}

static void
a_message_without_a_pseudo_header_is_summed_alone(void)
{
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0800 1629 0001 0002 61 62 7f", 0, 0x1629),
                    NC_SUM_WRONG);
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0800 179a 0001 0002 6162 7f", 0, 0x179a),
                    NC_SUM_RIGHT);
}

static void
a_checksum_of_the_pseudo_header_alone_is_a_partial_one_with_or_without_the_length(void)
{
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0fa00fa1 000b 8420 616263", UDP, 0x8420),
                    NC_SUM_PARTIAL);
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0fa00fa1 000b 8415 616263", UDP, 0x8415),
                    NC_SUM_PARTIAL);
    CU_ASSERT_STRING_EQUAL(pkt->sum_note, "partial checksum (offload)");
    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0fa00fa1 000b 8421 616263", UDP, 0x8421),
                    NC_SUM_WRONG);
}

static void
what_was_put_together_of_fragments_no_card_was_to_sum(void)
{
    static const struct { const char *hex; uint16_t checksum; } left[] = {
        { "0fa00fa1 000b 8420 616263", 0x8420 }, { "0fa00fa1 000b 0000 616263", 0 }
    };

    for (size_t i = 0; i < 2; i++) {
        begin(NC_ENDPOINT_IPV4, left[i].hex);
        nc_whole(pkt, &in);
        pkt->joined = true;
        nc_verify(pkt, &in, UDP, left[i].checksum);
        CU_ASSERT_EQUAL(pkt->tails.transport_sum, NC_SUM_WRONG);
    }
}

static void
what_is_not_all_there_is_not_judged(void)
{
    begin(NC_ENDPOINT_IPV4, "0fa00fa1 000b 0001 616263");
    pkt->whole_end = NULL;
    nc_verify(pkt, &in, UDP, 1);
    CU_ASSERT_EQUAL(pkt->tails.transport_sum, NC_SUM_UNKNOWN);
    begin(NC_ENDPOINT_IPV4, "0fa00fa1 000b 0001 616263");
    nc_require(&in, false, "no");
    nc_verify(pkt, &in, UDP, 1);
    CU_ASSERT_EQUAL(pkt->tails.transport_sum, NC_SUM_UNKNOWN);
    CU_ASSERT(pkt->level->wrong == 0 && !pkt->sum_note);
}

static void
what_goes_to_other_addresses_is_not_judged_until_the_next_network(void)
{
    begin(NC_ENDPOINT_IPV6, "0fa00fa1 000b 0001 616263");
    nc_readdressed(pkt);
    nc_whole(pkt, &in);
    nc_verify(pkt, &in, UDP, 1);
    CU_ASSERT_EQUAL(pkt->tails.transport_sum, NC_SUM_UNKNOWN);
    nc_network(pkt, NC_ENDPOINT_IPV4, in.base, in.base + 4, 4, 0);
    nc_whole(pkt, &in);
    nc_verify(pkt, &in, UDP, 1);
    CU_ASSERT_EQUAL(pkt->tails.transport_sum, NC_SUM_WRONG);
    CU_ASSERT_EQUAL(pkt->level->wrong, NC_WRONG_TRANSPORT);
    CU_ASSERT_EQUAL(pkt->sighting.wrong, 0);
}

/* To 192.0.2.9 in truth, of which the checksum is. */
static void
other_ends_of_a_network_are_those_of_its_conversation_and_of_checksums(void)
{
    static const uint8_t nine[4] = { 192, 0, 2, 9 };

    begin(NC_ENDPOINT_IPV4, "0fa00fa1 000b 9829 616263");
    nc_network_ends(pkt, NULL, nine, sizeof nine);
    nc_verify(pkt, &in, UDP, 0x9829);
    CU_ASSERT_EQUAL(pkt->tails.transport_sum, NC_SUM_RIGHT);
    CU_ASSERT(!memcmp(pkt->level->network[1], nine, 4) && !memcmp(pkt->tails.network[1], nine, 4));
    CU_ASSERT(pkt->level->network[0][3] == 1 && pkt->tails.network[0][3] == 1);
    CU_ASSERT_STRING_EQUAL(pkt->ends.destination, "192.0.2.9");
    CU_ASSERT_STRING_EQUAL(pkt->ends.source, "192.0.2.1");
    nc_network_ends(pkt, nine, NULL, sizeof nine);
    CU_ASSERT(pkt->level->network[0][3] == 9 && pkt->tails.network[0][3] == 9);
}

static void
ends_of_another_size_or_behind_the_transport_change_nothing(void)
{
    static const uint8_t other[16] = { 192, 0, 2, 9 };

    begin(NC_ENDPOINT_IPV4, "0fa00fa1 000b 9830 616263");
    nc_network_ends(pkt, other, other, 16);
    nc_network_ends(pkt, other, other, 3);
    CU_ASSERT(pkt->level->network[0][3] == 1 && pkt->tails.network[1][3] == 2);
    nc_transport(pkt, NC_ENDPOINT_UDP, 4000, 4001, &in);
    nc_network_ends(pkt, other, other, 4);
    CU_ASSERT(pkt->level->network[0][3] == 1 && pkt->tails.network[1][3] == 2);
}

static void
nothing_is_verified_when_the_host_does_not_want_it(void)
{
    begin(NC_ENDPOINT_IPV4, "0fa00fa1 000b 0001 616263");
    pkt->verifies = false;
    nc_verify(pkt, &in, UDP, 1);
    nc_verify_network(pkt, &in, 1);
    CU_ASSERT(!pkt->tails.transport_sum && !pkt->tails.network_sum && !pkt->sighting.wrong);
}

static void
without(uint32_t kind)
{
    begin(kind, "0fa00fa1 000b 0000 616263");
    nc_transport(pkt, NC_ENDPOINT_UDP, 4000, 4001, &in);
    nc_verify_optional(pkt, &in, UDP, 0);
}

static void
no_checksum_is_none_over_ipv4_and_wrong_over_ipv6_but_in_tunnels(void)
{
    without(NC_ENDPOINT_IPV4);
    CU_ASSERT(pkt->tails.transport_sum == NC_SUM_UNKNOWN && !pkt->sum_note);
    without(NC_ENDPOINT_IPV6);
    CU_ASSERT(pkt->sighting.wrong == NC_WRONG_TRANSPORT && pkt->sum_note);
    nc_link(pkt, NC_ENDPOINT_MAC, in.base, in.base, 6);
    CU_ASSERT(pkt->sighting.wrong == 0 && !pkt->sum_note);
    without(NC_ENDPOINT_IPV6);
    nc_network(pkt, NC_ENDPOINT_IPV4, in.base, in.base, 4, 0);
    CU_ASSERT(pkt->sighting.wrong == 0 && !pkt->sum_note);
    CU_ASSERT(pkt->level->wrong == 0 && pkt->tails.network_sum == NC_SUM_UNKNOWN);
}

/* A network in what was verified, its own checksum right. */
static enum nc_sum
inside(void)
{
    static const char right[] = "45000073 00004000 4011b861 c0a80001 c0a800c7";
    struct nc_cursor own;
    uint8_t bytes[20];

    from_hex(right, bytes, sizeof bytes);
    own = (struct nc_cursor){ bytes, bytes, bytes + sizeof bytes, NULL };
    nc_network(pkt, NC_ENDPOINT_IPV4, bytes + 12, bytes + 16, 4, 17);
    nc_verify_network(pkt, &own, 0xb861);
    return pkt->tails.network_sum;
}

static void
what_lies_in_a_header_with_a_wrong_checksum_is_wrong_at_every_depth(void)
{
    header("45000073 00004000 4011b862 c0a80001 c0a800c7", 0xb862);
    for (int depth = 0; depth < 3; depth++) {
        CU_ASSERT_EQUAL(inside(), NC_SUM_WRONG);
        CU_ASSERT_EQUAL(pkt->level->wrong, NC_WRONG_AROUND);
    }
    CU_ASSERT_EQUAL(pkt->sighting.wrong, NC_WRONG_NETWORK);
    header("45000073 00004000 4011b861 c0a80001 c0a800c7", 0xb861);
    CU_ASSERT(inside() == NC_SUM_RIGHT && pkt->level->wrong == 0);
}

static void
what_lies_in_a_transport_is_judged_by_its_checksum_too(void)
{
    static const struct { uint16_t sum; enum nc_sum is; } sums[] = {
        { 0x9830, NC_SUM_RIGHT }, { 0x9831, NC_SUM_WRONG }, { 0x8420, NC_SUM_ZERO }
    };

    for (size_t i = 0; i < 3; i++) {
        char hex[] = "0fa00fa1 000b 0000 616263";

        snprintf(hex + 14, 5, "%04x", sums[i].sum);
        hex[18] = ' ';
        verified(NC_ENDPOINT_IPV4, hex, UDP, sums[i].sum);
        CU_ASSERT_EQUAL(inside(), sums[i].is);
        CU_ASSERT_EQUAL(pkt->level->wrong, sums[i].is > NC_SUM_RIGHT ? NC_WRONG_AROUND : 0);
    }
}

/* Bytes of a segment, all zeros. */
static enum nc_sum
zeros(size_t size, bool joined)
{
    static uint8_t bytes[2000];

    begin(NC_ENDPOINT_IPV4, "");
    in = (struct nc_cursor){ bytes, bytes, bytes + size, NULL };
    nc_whole(pkt, &in);
    pkt->joined = joined;
    nc_verify(pkt, &in, TCP, 0x1234);
    return pkt->tails.transport_sum;
}

static void
what_is_longer_than_a_frame_was_merged_unless_of_fragments(void)
{
    CU_ASSERT_EQUAL(zeros(1480, false), NC_SUM_WRONG);
    CU_ASSERT_EQUAL(zeros(1481, false), NC_SUM_MERGED);
    CU_ASSERT_EQUAL(zeros(1481, true), NC_SUM_WRONG);
}

static void
a_wrong_segment_is_noted_by_who_puts_it_together(void)
{
    struct nc_segment segment = { .sequence = 1 };

    CU_ASSERT_EQUAL(verified(NC_ENDPOINT_IPV4, "0fa00fa1 000b 0001 616263", TCP, 1), NC_SUM_WRONG);
    CU_ASSERT_PTR_NOT_NULL(pkt->sum_note);
    nc_transport(pkt, NC_ENDPOINT_TCP, 4000, 4001, &in);
    nc_report_segment(pkt, &segment, &in);
    CU_ASSERT_PTR_NULL(pkt->sum_note);
    CU_ASSERT_EQUAL(pkt->level->wrong, NC_WRONG_TRANSPORT);
}

static void
a_note_of_something_else_stays_and_hides_no_wrong_checksum(void)
{
    begin(NC_ENDPOINT_IPV4, "0fa00fa1 000b 0001 616263");
    nc_note(pkt, "odd");
    nc_verify(pkt, &in, TCP, 1);
    CU_ASSERT_STRING_EQUAL(pkt->sum_note, "wrong checksum");
    nc_transport(pkt, NC_ENDPOINT_TCP, 4000, 4001, &in);
    nc_report_segment(pkt, &(struct nc_segment){ .sequence = 1 }, &in);
    CU_ASSERT_PTR_NULL(pkt->sum_note);
    CU_ASSERT_STRING_EQUAL(pkt->note, "odd");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(each_length_at_each_alignment_has_the_sum_of_its_words),
        SENTENCE(the_longest_packet_of_ones_overflows_nothing),
        SENTENCE(the_example_of_rfc_1071_comes_out),
        SENTENCE(a_network_header_is_right_wrong_or_left_without),
        SENTENCE(a_pseudo_header_goes_with_datagrams_of_both_networks),
        SENTENCE(a_message_without_a_pseudo_header_is_summed_alone),
        SENTENCE(a_checksum_of_the_pseudo_header_alone_is_a_partial_one_with_or_without_the_length),
        SENTENCE(what_was_put_together_of_fragments_no_card_was_to_sum),
        SENTENCE(what_is_not_all_there_is_not_judged),
        SENTENCE(what_goes_to_other_addresses_is_not_judged_until_the_next_network),
        SENTENCE(other_ends_of_a_network_are_those_of_its_conversation_and_of_checksums),
        SENTENCE(ends_of_another_size_or_behind_the_transport_change_nothing),
        SENTENCE(nothing_is_verified_when_the_host_does_not_want_it),
        SENTENCE(no_checksum_is_none_over_ipv4_and_wrong_over_ipv6_but_in_tunnels),
        SENTENCE(what_lies_in_a_header_with_a_wrong_checksum_is_wrong_at_every_depth),
        SENTENCE(what_lies_in_a_transport_is_judged_by_its_checksum_too),
        SENTENCE(what_is_longer_than_a_frame_was_merged_unless_of_fragments),
        SENTENCE(a_wrong_segment_is_noted_by_who_puts_it_together),
        SENTENCE(a_note_of_something_else_stays_and_hides_no_wrong_checksum),
        SENTENCES_END
    };

    return sentences("checksum", own);
}
