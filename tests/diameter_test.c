/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "diameter.pb-c.h"

#include <stdio.h>
#include <string.h>

#define HEAD(length, command) "01" length "80" command "01000017 00000101 000000fe"
#define WATCHDOG HEAD("000014", "000118")
#define HOST "00000108 40 00000c 61626364" /* Origin-Host: abcd */
#define WITH_HOST HEAD("000020", "000118") HOST

static Types__Diameter *
message(size_t n)
{
    return written(n);
}

/* The one that a client says. */
static Types__Diameter *
said(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return message(0);
}

/* With these AVPs, which are whole words. */
static Types__Diameter *
with(const char *avps)
{
    uint8_t bytes[INPUT_MAX];
    char hex[2 * INPUT_MAX];

    snprintf(hex, sizeof hex, "01 %06zx 40 000110 00000004 00000001 00000002 %s",
             20 + from_hex(avps, bytes, sizeof bytes), avps);
    return said(hex);
}

static void
the_header_is_read(void)
{
    Types__Diameter *diameter = said(WATCHDOG);

    CU_ASSERT_EQUAL(diameter->version, 1);
    CU_ASSERT_EQUAL(diameter->messagelen, 20);
    CU_ASSERT_EQUAL(diameter->flags, 0x80);
    CU_ASSERT_EQUAL(diameter->commandcode, 280);
    CU_ASSERT_EQUAL(diameter->applicationid, 16777239);
    CU_ASSERT_EQUAL(diameter->hopbyhopid, 257);
    CU_ASSERT_EQUAL(diameter->endtoendid, 254);
    CU_ASSERT_EQUAL(diameter->n_avps, 0);
    CU_ASSERT_STRING_EQUAL(diameter->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(diameter->dstip, "10.0.0.2");
    CU_ASSERT(diameter->srcport == 40000 && diameter->dstport == 3868);
}

static void
who_answers_is_the_source(void)
{
    new_talk();
    says_hex(NC_CLIENT, WATCHDOG);
    says_hex(NC_SERVER, WATCHDOG);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(message(1)->srcip, "10.0.0.2");
    CU_ASSERT_EQUAL(message(1)->dstport, 40000);
}

static void
an_avp_has_code_flags_lengths_value_and_padding(void)
{
    Types__Diameter *diameter = with("00000108 40 00000b 616263 00");
    const Types__AVP *avp;

    CU_ASSERT_EQUAL_FATAL(diameter->n_avps, 1);
    avp = diameter->avps[0];
    CU_ASSERT_EQUAL(avp->attributecode, 264);
    CU_ASSERT_STRING_EQUAL(avp->attributename, "Origin-Host");
    CU_ASSERT_STRING_EQUAL(avp->attributeformat, "DiameterIdentity");
    CU_ASSERT_EQUAL(avp->flags, 0x40);
    CU_ASSERT_EQUAL(avp->headerlen, 8);
    CU_ASSERT_EQUAL(avp->len, 11);
    CU_ASSERT_EQUAL(avp->padding, 1);
    CU_ASSERT_EQUAL(avp->valuelen, 3);
    CU_ASSERT(spells(avp->value, "abc"));
    CU_ASSERT_STRING_EQUAL(avp->decodedvalue, "abc");
    CU_ASSERT_STRING_EQUAL(avp->vendorid, "");
}

static void
an_avp_of_a_vendor_has_a_longer_header(void)
{
    const Types__AVP *avp = with("0000057d c0 000010 000028af 00000005")->avps[0];

    CU_ASSERT_EQUAL(avp->vendorcode, 10415);
    CU_ASSERT_STRING_EQUAL(avp->vendorname, "3GPP");
    CU_ASSERT_STRING_EQUAL(avp->vendorid, "10415");
    CU_ASSERT_EQUAL(avp->headerlen, 12);
    CU_ASSERT_STRING_EQUAL(avp->attributename, "ULR-Flags");
    CU_ASSERT_STRING_EQUAL(avp->decodedvalue, "5");
}

static void
codes_of_vendors_are_not_those_of_the_base(void)
{
    Types__Diameter *diameter = with("00000108 c0 000010 00000001 61626364");

    CU_ASSERT_STRING_EQUAL(diameter->originhost, "");
    CU_ASSERT_STRING_EQUAL(diameter->avps[0]->attributename, "");
    CU_ASSERT_STRING_EQUAL(diameter->avps[0]->attributeformat, "");
    CU_ASSERT_STRING_EQUAL(diameter->avps[0]->decodedvalue, "");
}

static void
values_are_told_by_their_form(void)
{
    static const struct {
        const char *avp, *text;
    } rows[] = {
        { "0000010c 40 00000c 000007d1", "2001" }, /* Unsigned32 */
        { "0000010c 40 00000b 0007d100", "" },
        { "0000011f 40 000010 0000000100000000", "4294967296" }, /* Unsigned64 */
        { "0000011f 40 00000c 00000001", "" },
        { "00000127 40 00000c ffffffff", "4294967295" }, /* Enumerated */
        { "00000101 40 00000e 0001c00002010000", "192.0.2.1" }, /* Address */
        { "00000101 40 00001a 000220010db80000000000000000000000010000", "2001:db8::1" },
        { "00000101 40 00000d 0001c00002000000", "" },
        { "00000101 40 00000e 0003c00002010000", "" },
        { "00000101 40 00000a 00010000", "" },
        { "00000037 40 00000c 83aa7e81", "1" }, /* Time, RFC 5905: 1970 is 0x83aa7e80 */
        { "00000037 40 00000b 83aa7e00", "" },
        { "00000128 40 00000a ff410000", "\\xffA" }, /* text that is none */
        { "00000021 40 00000c 61626364", "" }, /* OctetString */
        { "00000108 40 000008", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CU_ASSERT_STRING_EQUAL(with(rows[i].avp)->avps[0]->decodedvalue, rows[i].text);
}

static void
what_is_asked_of_most_has_fields(void)
{
    Types__Diameter *diameter = with(
        "00000107 40 00000b 732d3100" "00000108 40 000009 61000000" "00000128 40 000009 62000000"
        "00000125 40 000009 63000000" "0000011b 40 000009 64000000" "00000001 40 000009 65000000"
        "0000010c 40 00000c 000007d1");

    CU_ASSERT_STRING_EQUAL(diameter->sessionid, "s-1");
    CU_ASSERT_STRING_EQUAL(diameter->originhost, "a");
    CU_ASSERT_STRING_EQUAL(diameter->originrealm, "b");
    CU_ASSERT_STRING_EQUAL(diameter->destinationhost, "c");
    CU_ASSERT_STRING_EQUAL(diameter->destinationrealm, "d");
    CU_ASSERT_STRING_EQUAL(diameter->username, "e");
    CU_ASSERT_EQUAL(diameter->resultcode, 2001);
}

static void
the_result_of_an_application_is_in_a_group(void)
{
    Types__Diameter *diameter =
        with("00000129 40 000020 0000010a 40 00000c 000028af 0000012a 40 00000c 00001389");

    CU_ASSERT_EQUAL(diameter->experimentalresultcode, 5001);
    CU_ASSERT_EQUAL(diameter->n_avps, 1);
    diameter = with("00000129 40 000014 0000012a 40 00000d 00001389");
    CU_ASSERT_EQUAL(diameter->experimentalresultcode, 0);
}

/* What is said when the client says this, and then a sound message. */
static const char *
refused(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, WATCHDOG);
    CU_ASSERT_EQUAL(play(), 1);
    return stream_refusal();
}

static void
avps_that_do_not_fit_are_refused_and_the_next_message_is_read(void)
{
    CU_ASSERT_STRING_EQUAL(refused(HEAD("00001c", "000118") "00000108 40 000007"),
                           "AVP shorter than its header");
    CU_ASSERT_STRING_EQUAL(refused(HEAD("000020", "000118") "00000108 c0 00000b 00000001"),
                           "AVP shorter than its header");
    CU_ASSERT_STRING_EQUAL(refused(HEAD("00001c", "000118") "00000108 40 000009"),
                           "AVP longer than its message");
    CU_ASSERT_STRING_EQUAL(refused(HEAD("000018", "000118") "00000108"),
                           "AVP longer than its message");
}

static void
messages_follow_each_other(void)
{
    new_talk();
    says_hex(NC_CLIENT, WATCHDOG WITH_HOST WATCHDOG);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(message(1)->originhost, "abcd");
    CU_ASSERT_EQUAL(left_unread(NC_CLIENT), 0);
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, HEAD("000020", "000118") "00000108");
    loses(NC_CLIENT, 4);
    says_hex(NC_CLIENT, "61626364");
    says_hex(NC_CLIENT, WITH_HOST);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_STRING_EQUAL(message(0)->originhost, "abcd");
}

static enum nc_answer
answer_at(uint16_t port, const char *hex)
{
    uint8_t bytes[64];

    new_talk();
    talk()->port[NC_SERVER] = port;
    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
at_its_port_a_header_is_enough(void)
{
    CU_ASSERT_EQUAL(answer_at(3868, "01"), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(3868, "01 000014"), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(3868, "01 000014 80"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(3868, "02"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3868, "01 000010 80"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3868, "01 000015 80"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3868, "01 010004 80"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3868, "01 010000 80"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(3868, "01 000014 81"), NC_NO);
}

static void
elsewhere_it_begins_with_who_says_it(void)
{
    CU_ASSERT_EQUAL(answer_at(80, WATCHDOG), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(80, WITH_HOST), NC_YES);
    CU_ASSERT_EQUAL(answer_at(80, HEAD("000020", "000110") "00000107 40"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(80, HEAD("000020", "000110") "00000109 40"), NC_NO);
}

static void
other_protocols_are_declined(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3868, "16 0301 0200 01"), NC_NO);
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
sound(void)
{
    says_hex(NC_CLIENT, WITH_HOST WATCHDOG);
    says_hex(NC_SERVER, HEAD("000034", "000110") "00000129 40 000020 0000010a 40 00000c 000028af"
                        "0000012a 40 00000c 00001389");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_header_is_read),
        SENTENCE(who_answers_is_the_source),
        SENTENCE(an_avp_has_code_flags_lengths_value_and_padding),
        SENTENCE(an_avp_of_a_vendor_has_a_longer_header),
        SENTENCE(codes_of_vendors_are_not_those_of_the_base),
        SENTENCE(values_are_told_by_their_form),
        SENTENCE(what_is_asked_of_most_has_fields),
        SENTENCE(the_result_of_an_application_is_in_a_group),
        SENTENCE(avps_that_do_not_fit_are_refused_and_the_next_message_is_read),
        SENTENCE(messages_follow_each_other),
        SENTENCE(behind_a_gap_messages_are_found_again),
        SENTENCE(at_its_port_a_header_is_enough),
        SENTENCE(elsewhere_it_begins_with_who_says_it),
        SENTENCE(other_protocols_are_declined),
        SENTENCES_END
    };

    return stream_sentences("diameter", sound, own);
}
