/* SPDX-License-Identifier: Apache-2.0 */
#include "der_maker.h"

#include "snmp.pb-c.h"

/* sysDescr.0 and a null, in a list; the messages around it by their lengths. */
#define VARIABLE "300c 0608 2b06010201010100 0500"
#define LIST "300e " VARIABLE
#define GET "3026 020101 0406 7075626c6963 a019 020101 020100 020100" LIST

/* A message of version 2c with this PDU. */
static const char *
of_pdu(const char *identifier, const char *body)
{
    char text[DER_ROOM];

    snprintf(text, sizeof text, "30{ 020101 04{'c'} %s{ %s } }", identifier, body);
    return der(text);
}

/* A response with one variable, whose value this is. */
static const char *
of_value(const char *hex)
{
    return der_with("30{ 020101 04{'c'} a2{ 020101 020100 020100 30{ 30{ 0603 2b0601 %s } } } }",
                    hex);
}

static Types__SNMPVariable *
valued(const char *hex)
{
    Types__SNMP *snmp = decoded(of_value(hex));

    CU_ASSERT_EQUAL_FATAL(snmp->n_variables, 1);
    return snmp->variables[0];
}

static void
a_request_has_community_and_variables(void)
{
    Types__SNMP *snmp = decoded(GET);

    CU_ASSERT_EQUAL(snmp->version, 2);
    CU_ASSERT(spells(snmp->community, "public"));
    CU_ASSERT_STRING_EQUAL(snmp->pdutype, "get-request");
    CU_ASSERT_EQUAL(snmp->requestid, 1);
    CU_ASSERT_EQUAL_FATAL(snmp->n_variables, 1);
    CU_ASSERT_STRING_EQUAL(snmp->variables[0]->oid, "1.3.6.1.2.1.1.1.0");
    CU_ASSERT_STRING_EQUAL(snmp->variables[0]->type, "null");
    CU_ASSERT_EQUAL(left(), 0);
}

static void
versions_are_called_as_people_do(void)
{
    CU_ASSERT_EQUAL(
        ((Types__SNMP *)decoded("3012 020100 0400 a00b 020101 020100 020100 3000"))->version, 1);
}

static void
all_kinds_have_names(void)
{
    static const char *const kinds[] = {
        "get-request",      "get-next-request", "response",    "set-request", NULL,
        "get-bulk-request", "inform-request",   "snmpV2-trap", "report"
    };
    char identifier[8];

    for (unsigned i = 0; i < 9; i++) {
        snprintf(identifier, sizeof identifier, "%02x", 0xa0 + i);
        if (kinds[i])
            CU_ASSERT_STRING_EQUAL(
                ((Types__SNMP *)decoded(of_pdu(identifier, "020105 020102 020103 3000")))->pdutype,
                kinds[i]);
    }
}

static void
a_response_has_an_error(void)
{
    Types__SNMP *snmp = decoded(of_pdu("a2", "0204 80000000 020102 020103 3000"));

    CU_ASSERT(snmp->requestid == INT32_MIN && snmp->errorstatus == 2 && snmp->errorindex == 3);
    CU_ASSERT(!snmp->nonrepeaters && !snmp->maxrepetitions);
}

static void
a_bulk_request_has_numbers_instead(void)
{
    Types__SNMP *snmp = decoded(of_pdu("a5", "020101 020102 020119 3000"));

    CU_ASSERT(snmp->nonrepeaters == 2 && snmp->maxrepetitions == 25 && !snmp->errorstatus);
}

static void
a_trap_of_version_1_says_what_happened(void)
{
    Types__SNMP *snmp =
        decoded(of_pdu("a4", "0603 2b0601 4004 0a000001 020106 02022710 4304 ffffffff 3000"));

    CU_ASSERT_STRING_EQUAL(snmp->pdutype, "trap");
    CU_ASSERT_STRING_EQUAL(snmp->enterprise, "1.3.6.1");
    CU_ASSERT_STRING_EQUAL(snmp->agentaddress, "10.0.0.1");
    CU_ASSERT(snmp->generictrap == 6 && snmp->specifictrap == 10000 && snmp->uptime == UINT32_MAX);
}

static void
values_are_text_of_their_type(void)
{
    static const char *const values[][3] = {
        { "020100", "integer", "0" },
        { "0201ff", "integer", "-1" },
        { "0204 7fffffff", "integer", "2147483647" },
        { "0403 61620a", "text", "ab\n" },
        { "0400", "text", "" },
        { "0402 00ff", "octets", "00ff" },
        { "0402 c3a4", "octets", "c3a4" },
        { "0500", "null", "" },
        { "0603 2b0601", "oid", "1.3.6.1" },
        { "4004 c0000201", "address", "192.0.2.1" },
        { "4105 00ffffffff", "counter32", "4294967295" },
        { "4104 ffffffff", "counter32", "4294967295" },
        { "4201 07", "unsigned32", "7" },
        { "4302 0100", "timeticks", "256" },
        { "4402 9f78", "opaque", "9f78" },
        { "4609 00ffffffffffffffff", "counter64", "18446744073709551615" },
        { "4608 ffffffffffffffff", "counter64", "18446744073709551615" },
        { "8000", "noSuchObject", "" },
        { "8100", "noSuchInstance", "" },
        { "8200", "endOfMibView", "" }
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        CU_ASSERT_STRING_EQUAL(valued(values[i][0])->type, values[i][1]);
        CU_ASSERT_STRING_EQUAL(valued(values[i][0])->value, values[i][2]);
    }
}

static void
wrong_values_are_refused(void)
{
    static const char *const values[][2] = {
        { "0200", nc_truncated },
        { "0209 000000000000000001", "number above 64 bits" },
        { "4003 0a0000", "address of other than four bytes" },
        { "4005 0a00000001", "address of other than four bytes" },
        { "4100", "number of no or too many bytes" },
        { "4105 01ffffffff", "number of no or too many bytes" },
        { "4106 0000ffffffff", "number of no or too many bytes" },
        { "460a 0000ffffffffffffffff", "number of no or too many bytes" },
        { "0501 00", "value where there is none" },
        { "8201 00", "value where there is none" },
        { "4500", "value of unknown type" },
        { "3000", "value of unknown type" },
        { "", "variable without a value" }
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        CU_ASSERT_STRING_EQUAL(refusal(of_value(values[i][0])), values[i][1]);
}

static void
long_values_are_cut(void)
{
    char hex[2 * INPUT_MAX];
    int at = snprintf(hex, sizeof hex, "0482 0180");

    for (int i = 0; i < 384; i++)
        at += snprintf(hex + at, sizeof hex - (size_t)at, "ff");
    CU_ASSERT_EQUAL(strlen(valued(hex)->value), 768);
}

/* Version 3: a message that these are the flags, the security parameters and the rest of. */
static const char *
of_v3(const char *flags, const char *parameters, const char *rest)
{
    char text[DER_ROOM];

    snprintf(text, sizeof text, "30{ 020103 30{ 020205a0 020205dc %s 020103 } 04{ %s } %s }", flags,
             parameters, rest);
    return der(text);
}

#define USER "30{ 04{ 8000ff } 020102 020203e8 04{ 'bob' } 0401 aa 0401 bb }"
#define SCOPED "30{ 04{ 8001 } 04{ 'ctx' } a2{ 020107 020100 020100 30{} } }"

static void
version_3_has_user_and_context(void)
{
    Types__SNMP *snmp = decoded(of_v3("0401 07", USER, SCOPED));

    CU_ASSERT_EQUAL(snmp->version, 3);
    CU_ASSERT(snmp->messageid == 0x5a0 && snmp->maxsize == 1500 && snmp->flags == 7);
    CU_ASSERT(snmp->securitymodel == 3 && snmp->engineboots == 2 && snmp->enginetime == 1000);
    CU_ASSERT(holds(snmp->engineid, "8000ff"));
    CU_ASSERT_STRING_EQUAL(snmp->user, "bob");
    CU_ASSERT(holds(snmp->contextengineid, "8001"));
    CU_ASSERT_STRING_EQUAL(snmp->contextname, "ctx");
    CU_ASSERT_STRING_EQUAL(snmp->pdutype, "response");
    CU_ASSERT_EQUAL(snmp->requestid, 7);
    CU_ASSERT_EQUAL(snmp->community.len, 0);
}

static void
what_is_encrypted_has_no_kind(void)
{
    Types__SNMP *snmp = decoded(of_v3("0401 03", USER, "0404 01020304"));

    CU_ASSERT_STRING_EQUAL(snmp->pdutype, "");
    CU_ASSERT_STRING_EQUAL(snmp->user, "bob");
    CU_ASSERT_EQUAL(snmp->contextengineid.len, 0);
}

static void
wrong_heads_of_version_3_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(of_v3("0400", USER, SCOPED)), "flags of other than a byte");
    CU_ASSERT_STRING_EQUAL(refusal(of_v3("0402 0303", USER, SCOPED)), "flags of other than a byte");
    CU_ASSERT_STRING_EQUAL(refusal(of_v3("0401 00", "3100", SCOPED)),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal(of_v3("0401 00", USER, "3100")),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal(of_v3("0401 00", "3005 0403 8000ff", SCOPED)), nc_truncated);
}

static void
wrong_messages_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3006 020102 0401 63"), "version that does not exist");
    CU_ASSERT_STRING_EQUAL(refusal("3009 0205 0000000001 0400"), "message that does not exist");
    CU_ASSERT_STRING_EQUAL(refusal("300b 0205 7fffffffff 0400 a000"), "number above 32 bits");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a9", "020101 020100 020100 3000")),
                           "message that does not exist");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("9f", "")), "message that does not exist");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a0", "020101 020100 020100 3100")),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a0", "020101 020100 020100 3003 020100")),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a0", "020101 020100 020100 3080 0000")),
                           "indefinite length");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a0", "020101 020100 020100 3085 0100000000")),
                           "length beyond its message");
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a0", "020101 020100 020100 3002 3001")),
                           "length beyond its message");
}

static void
a_pdu_that_is_cut_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a0", "020101 020100")), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(of_pdu("a4", "0603 2b0601 4004 0a000001 020106")), nc_truncated);
    led_cut();
    CU_ASSERT_STRING_EQUAL(refusal("3026 020101 0406 7075626c"), nc_truncated);
}

static void
lengths_may_have_more_bytes_than_they_need(void)
{
    Types__SNMP *snmp =
        decoded("3084 00000016 020101 0481 01 63 a082 000b 020101 020100 0201 00 3000");

    CU_ASSERT_STRING_EQUAL(snmp->pdutype, "get-request");
}

static void
what_follows_a_message_is_left(void)
{
    decoded(GET "ffff");
    CU_ASSERT_EQUAL(left(), 2);
}

static void
it_is_known_by_its_version(void)
{
    CU_ASSERT_EQUAL(recognised(GET), NC_YES);
    CU_ASSERT_EQUAL(recognised(GET "00"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("3003 020103"), NC_YES);
    CU_ASSERT_EQUAL(recognised("3003 020100"), NC_YES);
}

static void
other_protocols_are_declined(void)
{
    static const char *const others[] = {
        "3003 020102", "3003 020104", "3003 0201ff", "3003 040101",
        "3103 020101", "3004 020101", "30",          "",
        "17000332",    "3080 020101", "3002 0201"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        enum nc_answer answer = recognised(others[i]);

        CU_ASSERT(answer == NC_NO || strcmp(unrecognised(others[i]), nc_declined) == 0);
    }
}

static void
of_what_the_capture_cut_the_beginning_counts(void)
{
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("3082"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("3182"), NC_NO);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_request_has_community_and_variables),
                                           SENTENCE(versions_are_called_as_people_do),
                                           SENTENCE(all_kinds_have_names),
                                           SENTENCE(a_response_has_an_error),
                                           SENTENCE(a_bulk_request_has_numbers_instead),
                                           SENTENCE(a_trap_of_version_1_says_what_happened),
                                           SENTENCE(values_are_text_of_their_type),
                                           SENTENCE(wrong_values_are_refused),
                                           SENTENCE(long_values_are_cut),
                                           SENTENCE(version_3_has_user_and_context),
                                           SENTENCE(what_is_encrypted_has_no_kind),
                                           SENTENCE(wrong_heads_of_version_3_are_refused),
                                           SENTENCE(wrong_messages_are_refused),
                                           SENTENCE(a_pdu_that_is_cut_is_refused),
                                           SENTENCE(lengths_may_have_more_bytes_than_they_need),
                                           SENTENCE(what_follows_a_message_is_left),
                                           SENTENCE(it_is_known_by_its_version),
                                           SENTENCE(other_protocols_are_declined),
                                           SENTENCE(of_what_the_capture_cut_the_beginning_counts),
                                           SENTENCES_END };

    return plugin_sentences("snmp", GET, own);
}
