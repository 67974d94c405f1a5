/* SPDX-License-Identifier: Apache-2.0 */
/* What netcap/flow.h and netcap/traffic.h have for flow models. */
#include "harness.h"

#include <string.h>

static struct nc_packet *
any_packet(void)
{
    static struct nc_cursor none;

    none = over("");
    return fresh(&none);
}

static bool
is_id(const struct nc_flow_id *id, const char *text)
{
    return id->size == strlen(text) && memcmp(id->bytes, text, id->size) == 0;
}

static void
what_is_put_into_an_id_stands_there_in_order(void)
{
    struct nc_flow_id id = { 0 };

    nc_flow_put(&id, "abc", 3);
    nc_flow_put(&id, "", 0);
    nc_flow_put(&id, "d", 1);
    CU_ASSERT(is_id(&id, "abcd"));
}

static void
a_pair_is_the_same_in_both_directions(void)
{
    struct nc_flow_id to = { 0 }, back = { 0 }, same = { 0 };

    nc_flow_put_pair(&to, "acab", 2);
    nc_flow_put_pair(&back, "abac", 2);
    nc_flow_put_pair(&same, "xyxy", 2);
    CU_ASSERT(is_id(&to, "abac") && is_id(&back, "abac") && is_id(&same, "xyxy"));
}

static void
a_pair_of_any_size_is_in_order(void)
{
    static const char low[] = "aaaaaaaaaaaaaaaaaaaa";

    for (size_t size = 1; size < sizeof low; size++)
        for (size_t at = 0; at < size; at++) {
            char ends[2 * sizeof low] = "", wanted[2 * sizeof low] = "";
            struct nc_flow_id id = { 0 };

            memset(ends, 'a', 2 * size);
            memcpy(wanted, ends, 2 * size);
            ends[at] = wanted[size + at] = (char)0xfe; /* the first is the higher */
            ends[size - 1] |= 1;
            wanted[2 * size - 1] |= 1;
            nc_flow_put_pair(&id, ends, size);
            CU_ASSERT(is_id(&id, wanted));
        }
}

static void
what_does_not_fit_into_an_id_is_left_out(void)
{
    static const uint8_t bytes[2 * NC_FLOW_ID_MAX];
    struct nc_flow_id id = { 0 };

    nc_flow_put(&id, bytes, NC_FLOW_ID_MAX + 1);
    CU_ASSERT_EQUAL(id.size, 0);
    nc_flow_put_pair(&id, bytes, NC_FLOW_ID_MAX / 2 + 1);
    CU_ASSERT_EQUAL(id.size, 0);
    nc_flow_put_pair(&id, bytes, NC_FLOW_ID_MAX / 2);
    CU_ASSERT_EQUAL(id.size, NC_FLOW_ID_MAX - 1);
    nc_flow_put(&id, bytes, 2);
    CU_ASSERT_EQUAL(id.size, NC_FLOW_ID_MAX - 1);
    nc_flow_put(&id, bytes, 1);
    CU_ASSERT_EQUAL(id.size, NC_FLOW_ID_MAX);
}

static int64_t
duration_by(struct nc_time first, struct nc_time last, uint64_t lasted)
{
    struct nc_flow flow = { .first = first, .last = last, .lasted = lasted };

    return nc_flow_duration(&flow);
}

static int64_t
duration(struct nc_time first, struct nc_time last)
{
    return duration_by(first, last, UINT64_MAX);
}

#define AT(seconds, nanoseconds) ((struct nc_time){ seconds, nanoseconds, 0 })

static void
a_duration_is_in_nanoseconds(void)
{
    CU_ASSERT_EQUAL(duration(AT(5, 7), AT(5, 7)), 0);
    CU_ASSERT_EQUAL(duration(AT(1, 999999999), AT(3, 1)), 1000000002);
    CU_ASSERT_EQUAL(duration(AT(-1, 0), AT(1, 0)), 2000000000);
}

static void
a_duration_is_what_the_clock_of_the_capture_says_when_the_times_are_further_apart(void)
{
    CU_ASSERT_EQUAL(duration_by(AT(5, 0), AT(15, 0), 0), 10000000000);
    CU_ASSERT_EQUAL(duration_by(AT(5, 0), AT(15, 1), 0), 0);
    CU_ASSERT_EQUAL(duration_by(AT(0, 0), AT(3600, 0), 5000000000), 5000000000);
    CU_ASSERT_EQUAL(duration_by(AT(INT64_MIN, 0), AT(INT64_MAX, 0), 5), 5);
    CU_ASSERT_EQUAL(duration_by(AT(0, 0), AT(5, 0), 3600000000000), 5000000000);
}

static void
a_duration_beyond_what_nanoseconds_can_say_is_the_longest(void)
{
    CU_ASSERT_EQUAL(duration(AT(0, 0), AT(9223372035, 999999999)), 9223372035999999999);
    CU_ASSERT_EQUAL(duration(AT(0, 0), AT(9223372036, 0)), INT64_MAX);
    CU_ASSERT_EQUAL(duration(AT(INT64_MIN, 0), AT(INT64_MAX, 999999999)), INT64_MAX);
}

static void
each_end_has_its_text(void)
{
    static const char *const texts[] = { "",      "idle",   "active",  "closed",
                                         "reset", "reused", "evicted", "input-end" };

    for (uint32_t end = NC_END_NONE; end <= NC_END_INPUT; end++)
        CU_ASSERT_STRING_EQUAL(nc_end_text(end), texts[end]);
    CU_ASSERT_STRING_EQUAL(nc_end_text(NC_END_INPUT + 1), "");
    CU_ASSERT_STRING_EQUAL(nc_end_text(UINT32_MAX), "");
}

static const uint8_t v4[2][NC_NETWORK_ADDRESS] = { { 10, 0, 0, 1 }, { 10, 0, 0, 2 } };
static const uint8_t v4_back[2][NC_NETWORK_ADDRESS] = { { 10, 0, 0, 2 }, { 10, 0, 0, 1 } };

/* 10.0.0.1 and 10.0.0.2, as UIDs of NetworkFlow records have it. */
#define V4_HASH UINT64_C(14350091309489783760)

static void
the_hash_of_a_pair_is_that_of_the_records(void)
{
    CU_ASSERT_EQUAL(nc_pair_hash(NC_ENDPOINT_IPV4, v4, NC_NETWORK_ADDRESS), V4_HASH);
    CU_ASSERT_EQUAL(nc_pair_hash(NC_ENDPOINT_IPV4, v4_back, NC_NETWORK_ADDRESS), V4_HASH);
    CU_ASSERT_EQUAL(nc_pair_hash(NC_ENDPOINT_NONE, v4, NC_NETWORK_ADDRESS), 0);
    CU_ASSERT_NOT_EQUAL(nc_pair_hash(NC_ENDPOINT_MAC, v4, NC_NETWORK_ADDRESS), V4_HASH);
}

static void
only_the_bytes_of_an_address_count_in_its_hash(void)
{
    uint8_t ends[2][NC_NETWORK_ADDRESS];

    memcpy(ends, v4, sizeof ends);
    ends[0][4] = ends[1][15] = 99;
    CU_ASSERT_EQUAL(nc_pair_hash(NC_ENDPOINT_IPV4, ends, sizeof ends[0]), V4_HASH);
    CU_ASSERT_NOT_EQUAL(nc_pair_hash(NC_ENDPOINT_IPV6, ends, sizeof ends[0]),
                        nc_pair_hash(NC_ENDPOINT_IPV6, v4, sizeof v4[0]));
    CU_ASSERT_NOT_EQUAL(nc_pair_hash(200, ends, sizeof ends[0]),
                        nc_pair_hash(200, v4, sizeof v4[0]));
}

/* Of ends shorter than their kind's addresses no more is read than there is. */
static void
ends_that_are_too_short_for_their_kind_are_not_overread(void)
{
    uint8_t ends[8][2] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
    uint64_t hash = nc_pair_hash(NC_ENDPOINT_MAC, ends, sizeof ends[0]);

    ends[2][0] = 7;
    CU_ASSERT_EQUAL(nc_pair_hash(NC_ENDPOINT_MAC, ends, sizeof ends[0]), hash);
}

static void
ports_count_as_they_are_on_the_wire(void)
{
    static const uint8_t wire[2][2] = { { 0x12, 0x34 }, { 0x00, 0x50 } };
    static const uint16_t ports[2] = { 0x1234, 80 }, back[2] = { 80, 0x1234 };
    uint64_t hash = nc_pair_hash(NC_ENDPOINT_TCP, wire, sizeof wire[0]);

    CU_ASSERT_EQUAL(nc_port_hash(NC_ENDPOINT_TCP, ports), hash);
    CU_ASSERT_EQUAL(nc_port_hash(NC_ENDPOINT_TCP, back), hash);
    CU_ASSERT_EQUAL(nc_port_hash(NC_ENDPOINT_NONE, ports), 0);
    CU_ASSERT_NOT_EQUAL(nc_port_hash(NC_ENDPOINT_UDP, ports), hash);
}

static void
each_kind_has_addresses_of_its_size(void)
{
    CU_ASSERT_EQUAL(nc_address_size(NC_ENDPOINT_IPV4, 99), 4);
    CU_ASSERT_EQUAL(nc_address_size(NC_ENDPOINT_IPV6, 99), 16);
    CU_ASSERT_EQUAL(nc_address_size(NC_ENDPOINT_MAC, 99), 6);
    CU_ASSERT_EQUAL(nc_address_size(NC_ENDPOINT_PPP, 99), 0);
    CU_ASSERT_EQUAL(nc_address_size(128, 99), 99);
}

static void
an_address_is_written_as_its_kind_is(void)
{
    static const uint8_t bytes[NC_NETWORK_ADDRESS] = { 10, 0, 0, 1, 0, 2 };
    struct nc_packet *pkt = any_packet();

    CU_ASSERT_STRING_EQUAL(nc_address_text(pkt, NC_ENDPOINT_IPV4, bytes), "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(nc_address_text(pkt, NC_ENDPOINT_IPV6, bytes), "a00:1:2::");
    CU_ASSERT_STRING_EQUAL(nc_address_text(pkt, NC_ENDPOINT_MAC, bytes), "0a:00:00:01:00:02");
    CU_ASSERT_STRING_EQUAL(nc_address_text(pkt, NC_ENDPOINT_PPP, bytes), "");
    CU_ASSERT_STRING_EQUAL(nc_address_text(pkt, NC_ENDPOINT_NONE, bytes), "");
    CU_ASSERT_STRING_EQUAL(nc_address_text(pkt, UINT32_MAX, bytes), "");
}

#define WRITTEN(text, ...)                                                                        \
    CU_ASSERT_STRING_EQUAL(nc_time_text(any_packet(), (struct nc_time){ __VA_ARGS__ }), text)

static void
a_time_has_six_digits_or_nine(void)
{
    WRITTEN("0.000000", 0, 0, 0);
    WRITTEN("1.000005", 1, 5999, 0);
    WRITTEN("1499254962.999999", 1499254962, 999999999, 0);
    WRITTEN("1.000005999", 1, 5999, 1);
    WRITTEN("0.000000000", 0, 0, 1);
}

static void
a_time_may_lie_anywhere(void)
{
    WRITTEN("-0.999998", -1, 2000, 0);
    WRITTEN("-0.500000", -1, 500000000, 0);
    WRITTEN("-0.000000001", -1, 999999999, 1);
    WRITTEN("-0.000001", -1, 999999999, 0);
    WRITTEN("-1.000000", -1, 0, 0);
    WRITTEN("-1.000000", -1, 999, 0);
    WRITTEN("-9223372036854775807.000000001", INT64_MIN, 999999999, 1);
    WRITTEN("9223372036854775807.999999999", INT64_MAX, 999999999, 1);
    WRITTEN("-9223372036854775808.000000000", INT64_MIN, 0, 1);
}

/* The members that NC_FLOW_REPORT fills in, of the types that protobuf-c gives them. */
struct talk {
    char *timestampfirst, *timestamplast, *endreason;
    int64_t duration, numpackets, totalsize;
    uint32_t part;
};

static void
a_report_says_what_every_flow_has(void)
{
    const struct nc_flow flow = { .first = { 1, 5000, 0 }, .last = { 3, 5000, 0 }, .packets = 7,
                                  .lasted = 2000000000,
                                  .part = 2, .ended = NC_END_ACTIVE };
    struct nc_packet *pkt = any_packet();
    struct talk talk;

    NC_FLOW_REPORT(pkt, &flow, 100 + 1, &talk);
    CU_ASSERT_STRING_EQUAL(talk.timestampfirst, "1.000005");
    CU_ASSERT_STRING_EQUAL(talk.timestamplast, "3.000005");
    CU_ASSERT_STRING_EQUAL(talk.endreason, "active");
    CU_ASSERT(talk.duration == 2000000000 && talk.numpackets == 7 && talk.totalsize == 101);
    CU_ASSERT_EQUAL(talk.part, 2);
}

static const struct nc_option *const options = NC_FLOW_OPTIONS(60, 3600, 200000);

static void
a_model_without_options_of_its_own_has_the_limits(void)
{
    static const char *const names[] = { "idle_timeout", "active_timeout", "max_flows" };
    static const uint64_t initial[] = { 60, 3600, 200000 };

    for (int i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(options[i].name, names[i]);
        CU_ASSERT_EQUAL(options[i].initial, initial[i]);
        CU_ASSERT_EQUAL(options[i].member, (size_t)i * sizeof(uint64_t));
    }
    CU_ASSERT_EQUAL(options[3].kind, NC_OPTION_END);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_is_put_into_an_id_stands_there_in_order),
        SENTENCE(a_pair_is_the_same_in_both_directions),
        SENTENCE(a_pair_of_any_size_is_in_order),
        SENTENCE(what_does_not_fit_into_an_id_is_left_out),
        SENTENCE(a_duration_is_in_nanoseconds),
        SENTENCE(
            a_duration_is_what_the_clock_of_the_capture_says_when_the_times_are_further_apart),
        SENTENCE(a_duration_beyond_what_nanoseconds_can_say_is_the_longest),
        SENTENCE(each_end_has_its_text),
        SENTENCE(the_hash_of_a_pair_is_that_of_the_records),
        SENTENCE(only_the_bytes_of_an_address_count_in_its_hash),
        SENTENCE(ends_that_are_too_short_for_their_kind_are_not_overread),
        SENTENCE(ports_count_as_they_are_on_the_wire),
        SENTENCE(each_kind_has_addresses_of_its_size),
        SENTENCE(an_address_is_written_as_its_kind_is),
        SENTENCE(a_time_has_six_digits_or_nine),
        SENTENCE(a_time_may_lie_anywhere),
        SENTENCE(a_report_says_what_every_flow_has),
        SENTENCE(a_model_without_options_of_its_own_has_the_limits),
        SENTENCES_END
    };

    return sentences("sdk_flow", own);
}
