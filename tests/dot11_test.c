/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dot11.pb-c.h"

#define ONE "020000000001"
#define TWO "020000000002"
#define THREE "020000000003"
#define FOUR "020000000004"
#define LLC "aaaa03000000 0800"

/* A QoS data frame with HT control, up to the four bytes of that. */
#define WITH_CONTROL "8880 0000" ONE TWO THREE "0000 0000"

static void
a_beacon_has_three_addresses(void)
{
    Types__Dot11 *frame = decoded("8000 3a01" ONE TWO THREE "35e1 ff");

    CU_ASSERT_EQUAL(frame->type, 0x20);
    CU_ASSERT_EQUAL(frame->durationid, 0x13a);
    CU_ASSERT_STRING_EQUAL(frame->address1, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(frame->address2, "02:00:00:00:00:02");
    CU_ASSERT_STRING_EQUAL(frame->address3, "02:00:00:00:00:03");
    CU_ASSERT_EQUAL(frame->sequencenumber, 0xe13);
    CU_ASSERT_EQUAL(frame->fragmentnumber, 5);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
an_acknowledgement_has_one_address(void)
{
    Types__Dot11 *frame = decoded("d400 0000" ONE);

    CU_ASSERT_STRING_EQUAL(frame->address1, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(frame->address2, "");
}

static void
a_request_to_send_has_two_addresses(void)
{
    Types__Dot11 *frame = decoded("b400 0000" ONE TWO);

    CU_ASSERT_STRING_EQUAL(frame->address2, "02:00:00:00:00:02");
    CU_ASSERT_STRING_EQUAL(frame->address3, "");
}

static void
data_between_access_points_have_four_addresses(void)
{
    Types__Dot11 *frame = decoded("0803 0000" ONE TWO THREE "0000" FOUR LLC);

    CU_ASSERT_EQUAL(frame->flags, 3);
    CU_ASSERT_STRING_EQUAL(frame->address4, "02:00:00:00:00:04");
}

static void
data_go_on_as_llc(void)
{
    decoded("0801 0000" ONE TWO THREE "0000" LLC);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
protected_data_go_nowhere(void)
{
    decoded("0841 0000" ONE TWO THREE "0000" LLC);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
fragments_go_nowhere(void)
{
    decoded("0805 0000" ONE TWO THREE "0000" LLC);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("0801 0000" ONE TWO THREE "0100" LLC);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
null_frames_have_nothing_inside(void)
{
    decoded("4801 0000" ONE TWO THREE "0000" "aa");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
quality_of_service_has_four_parts(void)
{
    Types__Dot11 *frame = decoded("8800 0000" ONE TWO THREE "0000 7605" LLC);

    CU_ASSERT_PTR_NOT_NULL_FATAL(frame->qos);
    CU_ASSERT_EQUAL(frame->qos->tid, 6);
    CU_ASSERT(frame->qos->eosp);
    CU_ASSERT_EQUAL(frame->qos->ackpolicy, 3);
    CU_ASSERT_EQUAL(frame->qos->txop, 5);
    CU_ASSERT_PTR_NULL(frame->htcontrol);
}

static void
other_data_have_no_quality_of_service(void)
{
    Types__Dot11 *frame = decoded("0880 0000" ONE TWO THREE "0000" LLC);

    CU_ASSERT_PTR_NULL(frame->qos);
    CU_ASSERT_PTR_NULL(frame->htcontrol);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
padding_behind_the_header_is_skipped(void)
{
    decoded("8801 0000" ONE TWO THREE "0000 0000" "0000" LLC);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
the_first_frame_of_an_aggregate_goes_on(void)
{
    decoded("8801 0000" ONE TWO THREE "0000 8000" ONE TWO "0009" LLC "45 00 00");
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 9);
}

static void
management_may_have_control_too(void)
{
    Types__Dot11 *frame = decoded("d080 0000" ONE TWO THREE "0000 00000000");

    CU_ASSERT_PTR_NOT_NULL(frame->htcontrol);
}

static void
the_ht_variant_asks_for_a_rate(void)
{
    Types__Dot11 *frame = decoded(WITH_CONTROL "6eaf8761");
    Types__Dot11HTControl *control = frame->htcontrol;
    Types__Dot11LinkAdapationControl *link;

    CU_ASSERT_PTR_NOT_NULL_FATAL(control);
    CU_ASSERT_PTR_NULL(control->vht);
    CU_ASSERT_PTR_NOT_NULL_FATAL(control->ht);
    link = control->ht->linkadapationcontrol;
    CU_ASSERT(link->trq);
    CU_ASSERT(link->mrq);
    CU_ASSERT_EQUAL(link->msi, 5);
    CU_ASSERT_EQUAL(link->mfsi, 5);
    CU_ASSERT_EQUAL(link->mfb, 0x57);
    CU_ASSERT_PTR_NULL(link->asel);
}

static void
the_ht_variant_calibrates(void)
{
    Types__Dot11HTControl *control =
        ((Types__Dot11 *)decoded(WITH_CONTROL "6eaf8761"))->htcontrol;

    CU_ASSERT_EQUAL(control->ht->calibrationposition, 3);
    CU_ASSERT_EQUAL(control->ht->calibrationsequence, 1);
    CU_ASSERT_EQUAL(control->ht->csisteering, 2);
    CU_ASSERT(control->ht->ndpannouncement);
    CU_ASSERT(control->ht->dei);
    CU_ASSERT(control->acconstraint);
    CU_ASSERT(!control->rdgmoreppdu);
}

static void
fourteen_selects_antennas(void)
{
    Types__Dot11HTControl *control =
        ((Types__Dot11 *)decoded(WITH_CONTROL "38ba0080"))->htcontrol;
    Types__Dot11LinkAdapationControl *link = control->ht->linkadapationcontrol;

    CU_ASSERT_PTR_NOT_NULL_FATAL(link->asel);
    CU_ASSERT_EQUAL(link->asel->command, 5);
    CU_ASSERT_EQUAL(link->asel->data, 11);
    CU_ASSERT(!link->mrq);
    CU_ASSERT_EQUAL(link->mfb, 0);
    CU_ASSERT(control->rdgmoreppdu);
}

static void
the_vht_variant_answers_with_a_sequence_number(void)
{
    Types__Dot11HTControl *control =
        ((Types__Dot11 *)decoded(WITH_CONTROL "ed948200"))->htcontrol;

    CU_ASSERT_PTR_NULL(control->ht);
    CU_ASSERT_PTR_NOT_NULL_FATAL(control->vht);
    CU_ASSERT(control->vht->mrq);
    CU_ASSERT(!control->vht->unsolicitedmfb);
    CU_ASSERT_EQUAL(control->vht->msi, 5);
    CU_ASSERT_EQUAL(control->vht->mfsi, 3);
    CU_ASSERT_EQUAL(control->vht->mfb->numsts, 2);
    CU_ASSERT_EQUAL(control->vht->mfb->vhtmcs, 9);
    CU_ASSERT_EQUAL(control->vht->mfb->bw, 2);
    CU_ASSERT_EQUAL(control->vht->mfb->snr, 22 - 32);
}

static void
unasked_feedback_says_whom_it_is_about(void)
{
    Types__Dot11HTControl *control =
        ((Types__Dot11 *)decoded(WITH_CONTROL "71947e3d"))->htcontrol;

    CU_ASSERT(control->vht->unsolicitedmfb);
    CU_ASSERT_EQUAL(control->vht->compressedmsi, 2);
    CU_ASSERT(control->vht->stbcindication);
    CU_ASSERT_EQUAL(control->vht->gid, 5 << 3 | 1);
    CU_ASSERT_EQUAL(control->vht->codingtype, 1);
    CU_ASSERT(control->vht->fbtxbeamformed);
    CU_ASSERT_EQUAL(control->vht->mfb->snr, 22 + 31);
    CU_ASSERT_EQUAL(control->vht->mfsi, 0);
}

static void
no_feedback_is_about_nobody(void)
{
    Types__Dot11HTControl *control =
        ((Types__Dot11 *)decoded(WITH_CONTROL "71fe7e3d"))->htcontrol;

    CU_ASSERT_EQUAL(control->vht->gid, 0);
    CU_ASSERT_EQUAL(control->vht->compressedmsi, 0);
    CU_ASSERT_EQUAL(control->vht->codingtype, 0);
}

static void
the_he_variant_is_neither(void)
{
    Types__Dot11HTControl *control =
        ((Types__Dot11 *)decoded(WITH_CONTROL "030000c0"))->htcontrol;

    CU_ASSERT_PTR_NULL(control->ht);
    CU_ASSERT_PTR_NULL(control->vht);
    CU_ASSERT(!control->acconstraint);
}

static void
a_wrapper_goes_on_as_the_frame_inside(void)
{
    Types__Dot11 *frame = decoded("7400 0000" ONE "b400 01000000" TWO);

    CU_ASSERT_PTR_NOT_NULL_FATAL(frame->htcontrol);
    CU_ASSERT_PTR_NOT_NULL(frame->htcontrol->vht);
    CU_ASSERT_STRING_EQUAL(frame->address2, "02:00:00:00:00:02");
}

static void
only_a_control_frame_goes_on_inside_a_wrapper(void)
{
    Types__Dot11 *frame = decoded("7400 0000" ONE "bc00 00000000" TWO);

    CU_ASSERT_STRING_EQUAL(frame->address2, "");
    CU_ASSERT_EQUAL(left(), 6);
}

/* The sum is CRC-32 of the ten bytes before it. */
static void
a_right_check_sequence_is_recorded_and_cut_off(void)
{
    Types__Dot11 *frame = decoded("d400 0000" ONE "d8d6bf8f");

    CU_ASSERT_EQUAL(frame->checksum, 0x8fbfd6d8);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
four_bytes_that_are_no_check_sequence_stay(void)
{
    Types__Dot11 *frame = decoded("d400 0000" ONE "01020304");

    CU_ASSERT_EQUAL(frame->checksum, 0);
    CU_ASSERT_EQUAL(left(), 4);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("d500 0000" ONE), "version is not 0");
}

static void
a_beacon_without_its_third_address_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("8000 0000" ONE TWO "02000000"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_beacon_has_three_addresses),
        SENTENCE(an_acknowledgement_has_one_address),
        SENTENCE(a_request_to_send_has_two_addresses),
        SENTENCE(data_between_access_points_have_four_addresses),
        SENTENCE(data_go_on_as_llc),
        SENTENCE(protected_data_go_nowhere),
        SENTENCE(fragments_go_nowhere),
        SENTENCE(null_frames_have_nothing_inside),
        SENTENCE(quality_of_service_has_four_parts),
        SENTENCE(other_data_have_no_quality_of_service),
        SENTENCE(padding_behind_the_header_is_skipped),
        SENTENCE(the_first_frame_of_an_aggregate_goes_on),
        SENTENCE(management_may_have_control_too),
        SENTENCE(the_ht_variant_asks_for_a_rate),
        SENTENCE(the_ht_variant_calibrates),
        SENTENCE(fourteen_selects_antennas),
        SENTENCE(the_vht_variant_answers_with_a_sequence_number),
        SENTENCE(unasked_feedback_says_whom_it_is_about),
        SENTENCE(no_feedback_is_about_nobody),
        SENTENCE(the_he_variant_is_neither),
        SENTENCE(a_wrapper_goes_on_as_the_frame_inside),
        SENTENCE(only_a_control_frame_goes_on_inside_a_wrapper),
        SENTENCE(a_right_check_sequence_is_recorded_and_cut_off),
        SENTENCE(four_bytes_that_are_no_check_sequence_stay),
        SENTENCE(another_version_is_refused),
        SENTENCE(a_beacon_without_its_third_address_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("dot11", "d400 0000" ONE, own);
}
