/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "radius.pb-c.h"

#include <stdio.h>
#include <string.h>

#define AUTHENTICATOR "000102030405060708090a0b0c0d0e0f"

static void
a_message_has_code_identifier_length_and_authenticator(void)
{
    Types__RADIUS *radius = decoded("0b ff 0014" AUTHENTICATOR);

    CU_ASSERT_EQUAL(radius->code, 11);
    CU_ASSERT_EQUAL(radius->identifier, 255);
    CU_ASSERT_EQUAL(radius->length, 20);
    CU_ASSERT(holds(radius->authenticator, AUTHENTICATOR));
    CU_ASSERT_EQUAL(radius->n_attributes, 0);
}

/* RFC 2865 section 7.1. */
static void
the_example_of_the_specification_is_read(void)
{
    Types__RADIUS *radius = decoded(
        "01 00 0038 0f403f9473978057bd83d5cb98f4227a 0106 6e656d6f"
        "0212 0dbe708d93d413ce3196e43f782a0aee 0406 c0a80110 0506 00000003");

    CU_ASSERT_STRING_EQUAL(radius->username, "nemo");
    CU_ASSERT(holds(radius->userpassword, "0dbe708d93d413ce3196e43f782a0aee"));
    CU_ASSERT_STRING_EQUAL(radius->nasip, "192.168.1.16");
    CU_ASSERT_EQUAL(radius->nasport, 3);
    CU_ASSERT_EQUAL_FATAL(radius->n_attributes, 4);
    CU_ASSERT_EQUAL(radius->attributes[1]->type, 2);
    CU_ASSERT_EQUAL(radius->attributes[1]->length, 18);
    CU_ASSERT(holds(radius->attributes[2]->value, "c0a80110"));
    CU_ASSERT_EQUAL(left(), 0);
}

/* The message with these attributes. */
static Types__RADIUS *
with(const char *attributes)
{
    uint8_t bytes[INPUT_MAX];
    char hex[2 * INPUT_MAX];

    snprintf(hex, sizeof hex, "04 01 %04zx" AUTHENTICATOR "%s",
             20 + from_hex(attributes, bytes, sizeof bytes), attributes);
    return decoded(hex);
}

static void
numbers_are_those_of_their_attributes(void)
{
    static const struct {
        unsigned type;
        size_t member;
    } rows[] = {
#define ROW(type, member) { type, offsetof(Types__RADIUS, member) }
        ROW(5, nasport), ROW(6, servicetype), ROW(7, framedprotocol), ROW(12, framedmtu),
        ROW(27, sessiontimeout), ROW(28, idletimeout), ROW(40, acctstatustype),
        ROW(41, acctdelaytime), ROW(42, acctinputoctets), ROW(43, acctoutputoctets),
        ROW(45, acctauthentic), ROW(46, acctsessiontime), ROW(47, acctinputpackets),
        ROW(48, acctoutputpackets), ROW(49, acctterminatecause), ROW(61, nasporttype),
        ROW(101, errorcause)
    };
    char hex[16];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t value;

        snprintf(hex, sizeof hex, "%02x06a1b2c3d4", rows[i].type);
        memcpy(&value, (const char *)with(hex) + rows[i].member, sizeof value);
        CU_ASSERT_EQUAL(value, 0xa1b2c3d4);
    }
}

static void
texts_are_those_of_their_attributes(void)
{
    static const struct {
        unsigned type;
        size_t member;
    } rows[] = {
        ROW(1, username), ROW(11, filterid), ROW(18, replymessage), ROW(30, calledstationid),
        ROW(31, callingstationid), ROW(32, nasidentifier), ROW(44, acctsessionid),
        ROW(50, acctmultisessionid), ROW(77, connectinfo), ROW(87, nasportid)
    };
    char hex[16];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value;

        snprintf(hex, sizeof hex, "%02x05616263", rows[i].type);
        memcpy(&value, (const char *)with(hex) + rows[i].member, sizeof value);
        CU_ASSERT_STRING_EQUAL(value, "abc");
    }
}

static void
addresses_are_those_of_their_attributes(void)
{
    CU_ASSERT_STRING_EQUAL(with("0406c0000201")->nasip, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(with("0806c0000202")->framedip, "192.0.2.2");
    CU_ASSERT_STRING_EQUAL(with("0906ffffff00")->framednetmask, "255.255.255.0");
    CU_ASSERT_STRING_EQUAL(with("5f1220010db8000000000000000000000001")->nasip, "2001:db8::1");
}

static void
a_value_of_another_size_is_no_number_and_no_address(void)
{
    Types__RADIUS *radius = with("0405c00002 0807c000020301 050501b2c3 0503 01 0502 5f06c0000201");

    CU_ASSERT_EQUAL(radius->nasport, 0);
    CU_ASSERT_STRING_EQUAL(radius->nasip, "");
    CU_ASSERT_STRING_EQUAL(radius->framedip, "");
    CU_ASSERT_EQUAL(radius->n_attributes, 6);
}

static void
octets_have_their_gigawords_in_either_order(void)
{
    Types__RADIUS *radius = with("2a06fffffffe 340600000001 350600000002 2b0600000003");

    CU_ASSERT_EQUAL(radius->acctinputoctets, UINT64_C(0x1fffffffe));
    CU_ASSERT_EQUAL(radius->acctoutputoctets, UINT64_C(0x200000003));
}

static void
a_vendor_is_told_from_its_value(void)
{
    Types__RADIUS *radius = with("1a0c 00000009 010661620102 1a05 000001");

    CU_ASSERT_EQUAL_FATAL(radius->n_attributes, 2);
    CU_ASSERT_EQUAL(radius->attributes[0]->vendorid, 9);
    CU_ASSERT(holds(radius->attributes[0]->value, "010661620102"));
    CU_ASSERT_EQUAL(radius->attributes[1]->vendorid, 0);
    CU_ASSERT(holds(radius->attributes[1]->value, "000001"));
}

static void
eap_is_that_of_the_first_piece(void)
{
    Types__RADIUS *radius = with("4f0a 0207000a 19 010203 4f05 040506");

    CU_ASSERT_EQUAL(radius->eapcode, 2);
    CU_ASSERT_EQUAL(radius->eaptype, 25);
    radius = with("4f06 03070004");
    CU_ASSERT(radius->eapcode == 3 && radius->eaptype == 0);
}

static void
bytes_behind_the_length_are_padding(void)
{
    Types__RADIUS *radius = decoded("02 01 0019" AUTHENTICATOR "0105616263 ffff");

    CU_ASSERT_STRING_EQUAL(radius->username, "abc");
    CU_ASSERT_EQUAL(radius->n_attributes, 1);
}

static void
lengths_of_no_message_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0013" AUTHENTICATOR), "length that no message has");
    CU_ASSERT_STRING_EQUAL(refusal("01 01 1001" AUTHENTICATOR), "length that no message has");
    CU_ASSERT_STRING_EQUAL(refusal("01 01 1000" AUTHENTICATOR), "shorter than its length");
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0015" AUTHENTICATOR), "shorter than its length");
}

static void
attributes_that_break_off_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0019" AUTHENTICATOR "0106616263"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0015" AUTHENTICATOR "01"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0017" AUTHENTICATOR "010161"),
                           "attribute shorter than its header");
    CU_ASSERT_STRING_EQUAL(refusal("01 01 0016" AUTHENTICATOR "0100"),
                           "attribute shorter than its header");
}

static void
codes_that_are_not_assigned_are_refused(void)
{
    static const char *const codes[] = { "00", "0e", "14", "23", "27", "2e", "31", "34", "ff" };
    char hex[64];

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        snprintf(hex, sizeof hex, "%s 01 0014" AUTHENTICATOR, codes[i]);
        CU_ASSERT_STRING_EQUAL(refusal(hex), "code that is not assigned");
        CU_ASSERT_STRING_EQUAL(unrecognised(hex), "is not for this decoder");
    }
}

static void
a_message_that_its_attributes_fill_is_recognised(void)
{
    CU_ASSERT_EQUAL(recognised("01 01 0014" AUTHENTICATOR), NC_YES);
    CU_ASSERT_EQUAL(recognised("2d 01 0019" AUTHENTICATOR "0105616263"), NC_YES);
    CU_ASSERT_EQUAL(recognised("2d 01 0019" AUTHENTICATOR "0105616263 00"), NC_YES);
}

static void
one_whose_attributes_break_off_behind_the_first_is_possible(void)
{
    CU_ASSERT_EQUAL(recognised("01 01 001b" AUTHENTICATOR "0105616263 0204"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("01 01 0019" AUTHENTICATOR "0106616263"),
                           "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("01 01 0019" AUTHENTICATOR "0005616263"),
                           "is not for this decoder");
}

static void
a_length_beyond_the_bytes_is_another_protocol_unless_they_are_cut(void)
{
    const char *message = "01 01 0016" AUTHENTICATOR "01";

    CU_ASSERT_STRING_EQUAL(unrecognised(message), "is not for this decoder");
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("01 01 001a" AUTHENTICATOR "0105616263 02"), NC_MORE);
}

static void
other_protocols_are_declined(void)
{
    static const char *const others[] = {
        "12348180000100010000000003777777", "0123010000010000000000000377777703", /* DNS */
        "24010000000000000000000000000000000000000000000000000000", /* NTP */
        "01010000 2112a442 000102030405060708090a0b", /* STUN */
        "80001234112233440000dead" AUTHENTICATOR, "", "01", "0101001400"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_STRING_EQUAL(unrecognised(others[i]), "is not for this decoder");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_message_has_code_identifier_length_and_authenticator),
        SENTENCE(the_example_of_the_specification_is_read),
        SENTENCE(numbers_are_those_of_their_attributes),
        SENTENCE(texts_are_those_of_their_attributes),
        SENTENCE(addresses_are_those_of_their_attributes),
        SENTENCE(a_value_of_another_size_is_no_number_and_no_address),
        SENTENCE(octets_have_their_gigawords_in_either_order),
        SENTENCE(a_vendor_is_told_from_its_value),
        SENTENCE(eap_is_that_of_the_first_piece),
        SENTENCE(bytes_behind_the_length_are_padding),
        SENTENCE(lengths_of_no_message_are_refused),
        SENTENCE(attributes_that_break_off_are_refused),
        SENTENCE(codes_that_are_not_assigned_are_refused),
        SENTENCE(a_message_that_its_attributes_fill_is_recognised),
        SENTENCE(one_whose_attributes_break_off_behind_the_first_is_possible),
        SENTENCE(a_length_beyond_the_bytes_is_another_protocol_unless_they_are_cut),
        SENTENCE(other_protocols_are_declined),
        SENTENCES_END
    };

    return plugin_sentences("radius", "01 01 0014" AUTHENTICATOR, own);
}
