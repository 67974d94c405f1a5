/* SPDX-License-Identifier: Apache-2.0 */
/* What wireless frames carry: check sequences, meshes, aggregates. */
#include "harness.h"

#include "dot11.pb-c.h"

#define ONE "020000000001"
#define TWO "020000000002"
#define THREE "020000000003"
#define FOUR "020000000004"
#define LLC "aaaa03000000 0800"

static void
what_is_said_to_be_a_check_sequence_is_one_though_wrong(void)
{
    Types__Dot11 *frame;

    led_by(NC_SPACE('W', 'F', 'C', 'S'), 0);
    frame = decoded("d400 0000" ONE "01020304");
    CU_ASSERT_EQUAL(frame->checksum, 0x04030201);
    CU_ASSERT_EQUAL(left(), 0);
    led_by(NC_SPACE('W', 'F', 'C', 'S'), 0);
    frame = decoded("0801 0000" ONE TWO THREE "0000" LLC "529e5bf2");
    CU_ASSERT_EQUAL(frame->checksum, 0xf25b9e52);
    CU_ASSERT_EQUAL(left(), 8);
    led_by(NC_SPACE('W', 'F', 'C', 'S'), 0);
    frame = decoded("d400 0000" ONE "010203"); /* for which there is no room */
    CU_ASSERT_EQUAL(frame->checksum, 0);
}

/* Between stations of a mesh: to and from one, four addresses, a bit of quality of service. */
#define MESH "8803 0000" ONE TWO THREE "0000" FOUR "0001"

static void
mesh_control_is_passed_over(void)
{
    decoded(MESH "00 1f 07000000" LLC);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 8);
    decoded(MESH "01 1f 07000000" ONE LLC);
    CU_ASSERT_EQUAL(left(), 8);
    decoded(MESH "02 1f 07000000" ONE TWO LLC);
    CU_ASSERT_EQUAL(left(), 8);
    /* To a group, from one station for all: three addresses. */
    decoded("8802 0000" ONE TWO THREE "0000 0001" "00 1f 07000000" LLC);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
where_there_is_no_mesh_there_is_no_control(void)
{
    decoded("8803 0000" ONE TWO THREE "0000" FOUR "0002" LLC);
    CU_ASSERT_EQUAL(left(), 8);
    decoded(MESH LLC); /* a number of other networks, whose lowest bit is set */
    CU_ASSERT_EQUAL(left(), 8);
    decoded("8801 0000" ONE TWO THREE "0000 0001" LLC); /* from a station that is in none */
    CU_ASSERT_EQUAL(left(), 8);
    decoded("8801 0000" ONE TWO THREE "0000 0001" "0000 03000000 0800");
    CU_ASSERT_EQUAL(left(), 6); /* padding alone */
}

static void
each_frame_of_an_aggregate_in_a_mesh_has_its_control(void)
{
    decoded("8803 0000" ONE TWO THREE "0000" FOUR "8001" ONE TWO "000e" "00 1f 07000000" LLC
            "4500");
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
a_mesh_control_that_is_cut_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(MESH "00 1f 0700"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(MESH "02 1f 07000000" ONE), nc_truncated);
}

static void
the_other_frames_of_an_aggregate_come_besides(void)
{
    const struct nc_beside *other = packet()->beside;

    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "0009" LLC "45" "00"
            ONE TWO "000a" LLC "4600" ONE TWO "0008" LLC);
    CU_ASSERT_EQUAL(left(), 9);
    CU_ASSERT_EQUAL_FATAL(packet()->n_beside, 2);
    CU_ASSERT(other[0].size == 10 && other[0].bytes[8] == 0x46);
    CU_ASSERT(other[0].space == NC_ETHERTYPE && other[0].value == 4);
    CU_ASSERT_EQUAL(other[1].size, 8);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
of_a_frame_that_is_not_all_there_comes_what_is(void)
{
    const struct nc_beside *other = packet()->beside;

    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "000a" LLC "4500" ONE TWO "0050" LLC
            "4600");
    CU_ASSERT_EQUAL(left(), 10);
    CU_ASSERT_EQUAL_FATAL(packet()->n_beside, 1);
    CU_ASSERT(other[0].size == 10 && other[0].bytes[8] == 0x46);
    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "0050" LLC "4500");
    CU_ASSERT_EQUAL(left(), 10);
    CU_ASSERT_EQUAL(packet()->n_beside, 0);
    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "000a" LLC "4500" ONE TWO "0050");
    CU_ASSERT_EQUAL(packet()->n_beside, 0);
    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "000a" LLC "4500" ONE "02");
    CU_ASSERT_EQUAL(packet()->n_beside, 0);
}

static void
an_aggregate_that_breaks_off_is_malformed(void)
{
    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "000a" LLC "4500" ONE TWO "0009" LLC);
    CU_ASSERT_EQUAL(packet()->n_beside, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "aggregate that breaks off");
    led_cut();
    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "000a" LLC "4500" ONE TWO "0009" LLC);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
its_control_may_be_the_other_way_round(void)
{
    Types__Dot11 *frame;

    led_by(NC_SPACE('W', 'S', 'W', 'P'), 0);
    frame = decoded("4288 0000" ONE TWO THREE "0000 0500");
    CU_ASSERT_EQUAL(frame->type, 0x22);
    CU_ASSERT_EQUAL(frame->flags, 0x42);
    CU_ASSERT_EQUAL(frame->proto, 0);
    CU_ASSERT_EQUAL(frame->qos->tid, 5);
    led_by(NC_SPACE('W', 'S', 'W', 'P'), 0);
    decoded("0208 0000" ONE TWO THREE "0000" LLC);
    CU_ASSERT_EQUAL(next_value(), 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_is_said_to_be_a_check_sequence_is_one_though_wrong),
        SENTENCE(mesh_control_is_passed_over),
        SENTENCE(where_there_is_no_mesh_there_is_no_control),
        SENTENCE(each_frame_of_an_aggregate_in_a_mesh_has_its_control),
        SENTENCE(a_mesh_control_that_is_cut_is_refused),
        SENTENCE(the_other_frames_of_an_aggregate_come_besides),
        SENTENCE(of_a_frame_that_is_not_all_there_comes_what_is),
        SENTENCE(its_control_may_be_the_other_way_round),
        SENTENCE(an_aggregate_that_breaks_off_is_malformed),
        SENTENCES_END
    };

    return plugin_sentences("dot11", "8000 0000" ONE TWO THREE "0000", own);
}
