/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <math.h>
#include <string.h>

static uint8_t bytes[1 << 18];

/* Some values often, some never. */
static void
scatter(void)
{
    uint32_t state = 12345;

    for (size_t i = 0; i < sizeof bytes; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (uint8_t)((state >> 24) * (state >> 16 & 255) >> 8);
    }
}

static double
formula(const uint8_t *of, size_t n)
{
    size_t count[256] = { 0 };
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        count[of[i]]++;
    for (int v = 0; v < 256; v++)
        if (count[v])
            sum -= (double)count[v] / (double)n * log2((double)count[v] / (double)n);
    return sum;
}

static double
entropy_of(const uint8_t *of, size_t n)
{
    struct nc_cursor in = { of, of, of + n, NULL };
    struct nc_packet *pkt = fresh(&in);
    double entropy = -1;
    int32_t size;

    nc_payload(pkt, &in, &entropy, &size);
    nc_packet_entropy(pkt);
    return entropy;
}

/* A payload inside another, with so many bytes of it before and behind. */
static bool
nested_is_right(size_t size, size_t before, size_t behind)
{
    size_t all = before + size + behind;
    struct nc_cursor outer = { bytes, bytes, bytes + all, NULL };
    struct nc_cursor inner = nc_window(&outer, before, before + size);
    struct nc_packet *pkt = fresh(&outer);
    double of_outer, of_inner;
    int32_t ignored;

    nc_payload(pkt, &outer, &of_outer, &ignored);
    nc_payload(pkt, &inner, &of_inner, &ignored);
    nc_packet_entropy(pkt);
    return of_outer == entropy_of(bytes, all) && of_inner == entropy_of(bytes + before, size);
}

static void
nothing_and_a_single_byte_have_no_entropy(void)
{
    CU_ASSERT_EQUAL(entropy_of((const uint8_t *)"", 0), 0.0);
    CU_ASSERT_EQUAL(entropy_of((const uint8_t *)"a", 1), 0.0);
}

static void
one_value_over_and_over_has_exactly_none(void)
{
    memset(bytes, 'a', sizeof bytes);
    for (size_t n = 2; n <= sizeof bytes; n *= 3)
        CU_ASSERT_EQUAL(entropy_of(bytes, n), 0.0);
}

static void
all_values_equally_often_have_exactly_eight_bits(void)
{
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    CU_ASSERT_EQUAL(entropy_of(bytes, 256), 8.0);
    CU_ASSERT_EQUAL(entropy_of(bytes, 65536), 8.0);
}

static void
it_is_what_the_formula_says_at_every_size(void)
{
    scatter();
    for (size_t n = 2; n < 300; n++)
        CU_ASSERT_DOUBLE_EQUAL(entropy_of(bytes, n), formula(bytes, n), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(entropy_of(bytes, sizeof bytes), formula(bytes, sizeof bytes), 1e-9);
}

static void
it_does_not_depend_on_the_order_of_the_bytes(void)
{
    uint8_t backwards[1000];

    scatter();
    for (size_t i = 0; i < sizeof backwards; i++)
        backwards[i] = bytes[sizeof backwards - 1 - i];
    CU_ASSERT_EQUAL(entropy_of(bytes, 1000), entropy_of(backwards, 1000));
}

static void
payloads_inside_each_other_are_each_as_if_alone(void)
{
    static const size_t sizes[] = { 40, 97, 300, 2000 };

    scatter();
    for (size_t i = 0; i < 4; i++)
        for (size_t before = 0; before < 200; before += 7)
            CU_ASSERT(nested_is_right(sizes[i], before, before % 3 * 50));
}

static void
an_empty_payload_inside_changes_nothing(void)
{
    scatter();
    CU_ASSERT(nested_is_right(0, 100, 0));
    CU_ASSERT(nested_is_right(0, 50, 50));
}

static void
payloads_side_by_side_are_each_as_if_alone(void)
{
    struct nc_cursor in = over(""), left_half, right_half;
    struct nc_packet *pkt = fresh(&in);
    double one, two, again;
    int32_t size;

    scatter();
    in = (struct nc_cursor){ bytes, bytes, bytes + 400, NULL };
    left_half = nc_window(&in, 0, 200);
    right_half = nc_window(&in, 200, 400);
    nc_payload(pkt, &left_half, &one, &size);
    nc_payload(pkt, &right_half, &two, &size);
    nc_payload(pkt, &left_half, &again, &size);
    nc_packet_entropy(pkt);
    CU_ASSERT_EQUAL(one, entropy_of(bytes, 200));
    CU_ASSERT_EQUAL(two, entropy_of(bytes + 200, 200));
    CU_ASSERT_EQUAL(again, one);
}

/* Of a transport's payload, the entropies that its record and its level have behind it; -1: none
 * was filled in. */
static void
transport(bool unwritten, bool ignored, double *of_record, double *of_level)
{
    struct nc_cursor in = over("00010203");
    struct nc_packet *pkt = fresh(&in);
    int32_t size;

    pkt->by = 1;
    pkt->unwritten = unwritten;
    pkt->flows_ignore_entropy = ignored;
    nc_transport(pkt, NC_ENDPOINT_TCP, 1, 2, &in);
    *of_record = pkt->sighting.payload_entropy = -1;
    nc_payload(pkt, &in, of_record, &size);
    nc_packet_entropy(pkt);
    *of_level = pkt->sighting.payload_entropy;
    pkt->unwritten = pkt->flows_ignore_entropy = false;
    CU_ASSERT_EQUAL(size, 4);
}

static void
what_neither_a_record_nor_a_flow_says_is_not_computed(void)
{
    double record, level;

    transport(true, true, &record, &level);
    CU_ASSERT_EQUAL(record, -1);
    CU_ASSERT_EQUAL(level, -1);
    transport(true, false, &record, &level);
    CU_ASSERT_EQUAL(level, 2.0);
    transport(false, true, &record, &level);
    CU_ASSERT_EQUAL(record, 2.0);
    CU_ASSERT_EQUAL(level, -1);
}

static void
a_payload_says_its_size_at_once(void)
{
    struct nc_cursor in = over("00010203");
    double entropy;
    int32_t size = -1;

    nc_u8(&in);
    nc_payload(fresh(&in), &in, &entropy, &size);
    CU_ASSERT_EQUAL(size, 3);
}

static void
more_layers_than_there_may_be_are_left_out(void)
{
    struct nc_cursor in = over("0001");
    struct nc_packet *pkt = fresh(&in);
    double entropy[NC_LAYERS_MAX + 1] = { 0 };
    int32_t size;

    for (int i = 0; i <= NC_LAYERS_MAX; i++)
        nc_payload(pkt, &in, &entropy[i], &size);
    nc_packet_entropy(pkt);
    CU_ASSERT_EQUAL(entropy[NC_LAYERS_MAX - 1], 1.0);
    CU_ASSERT_EQUAL(entropy[NC_LAYERS_MAX], 0.0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_and_a_single_byte_have_no_entropy),
        SENTENCE(one_value_over_and_over_has_exactly_none),
        SENTENCE(all_values_equally_often_have_exactly_eight_bits),
        SENTENCE(it_is_what_the_formula_says_at_every_size),
        SENTENCE(it_does_not_depend_on_the_order_of_the_bytes),
        SENTENCE(payloads_inside_each_other_are_each_as_if_alone),
        SENTENCE(an_empty_payload_inside_changes_nothing),
        SENTENCE(payloads_side_by_side_are_each_as_if_alone),
        SENTENCE(what_neither_a_record_nor_a_flow_says_is_not_computed),
        SENTENCE(a_payload_says_its_size_at_once),
        SENTENCE(more_layers_than_there_may_be_are_left_out),
        SENTENCES_END
    };

    return sentences("sdk_entropy", own);
}
