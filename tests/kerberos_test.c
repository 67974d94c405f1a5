/* SPDX-License-Identifier: Apache-2.0 */
#include "der_maker.h"
#include "harness_stream.h"

#include "kerberos.pb-c.h"

#define FIVE "020105"
#define NAME "30{ a0{ 020101 } a1{ 30{ 1b{'bob'} } } }"
#define SERVICE "30{ a0{ 020102 } a1{ 30{ 1b{'krbtgt'} 1b{'X.TEST'} } } }"
#define TILL "a5{ 18{'20300102030405Z'} }"
#define BODY                                                                                       \
    "a4{ 30{ a0{ 03{ 00 40800010 } } a1{ " NAME " } a2{ 1b{'X.TEST'} } a3{ " SERVICE " } " TILL    \
    " a7{ 0204 7fffffff } a8{ 30{ 020112 020111 0201 80 } } } }"
#define AS_REQ                                                                                     \
    "6a{ 30{ a1{ " FIVE " } a2{ 02010a } a3{ 30{ 30{ a1{ 020102 } a2{ 04{'x'} } } } } " BODY " } " \
                                                                                             "}"
#define ENCRYPTED "30{ a0{ 020112 } a1{ 020103 } a2{ 04{'cipher'} } }"
#define TICKET "61{ 30{ a0{ " FIVE " } a1{ 1b{'Y.TEST'} } a2{ " SERVICE " } a3{ " ENCRYPTED " } } }"
#define AS_REP                                                                                     \
    "6b{ 30{ a0{ " FIVE " } a1{ 02010b } a3{ 1b{'X.TEST'} } a4{ " NAME " } a5{ " TICKET            \
    " } a6{ 30{ a0{ 020117 } a2{ 04{'c'} } } } } }"
#define ERROR                                                                                      \
    "7e{ 30{ a0{ " FIVE                                                                            \
    " } a1{ 02011e } a4{ 18{'20260102030405Z'} } a5{ 0203 0f423f } a6{ 020119 }"                   \
    " a9{ 1b{'X.TEST'} } aa{ " SERVICE " } ab{ 1b{'no'} } } }"

static Types__Kerberos *
message(const char *text)
{
    return decoded(der(text));
}

static const char *
refused(const char *text)
{
    return refusal(der(text));
}

static void
a_request_says_who_wants_what(void)
{
    Types__Kerberos *request = message(AS_REQ);

    CU_ASSERT_STRING_EQUAL(request->messagetype, "AS-REQ");
    CU_ASSERT_EQUAL(request->version, 5);
    CU_ASSERT_EQUAL(request->options, 0x40800010);
    CU_ASSERT_STRING_EQUAL(request->clientname, "bob");
    CU_ASSERT_EQUAL(request->clientnametype, 1);
    CU_ASSERT_STRING_EQUAL(request->realm, "X.TEST");
    CU_ASSERT_STRING_EQUAL(request->servicename, "krbtgt/X.TEST");
    CU_ASSERT_EQUAL(request->servicenametype, 2);
    CU_ASSERT_STRING_EQUAL(request->till, "1893553445.000000");
    CU_ASSERT_EQUAL(request->nonce, 0x7fffffff);
    CU_ASSERT_EQUAL_FATAL(request->n_encryptiontypes, 3);
    CU_ASSERT(request->encryptiontypes[0] == 18 && request->encryptiontypes[2] == -128);
    CU_ASSERT_EQUAL_FATAL(request->n_preauthtypes, 1);
    CU_ASSERT_EQUAL(request->preauthtypes[0], 2);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
most_of_a_request_may_be_missing(void)
{
    Types__Kerberos *request = message(
        "6a{ 30{ a1{ 020105 } a2{ 02010a } a4{ 30{ a0{ 03{ 00 00000000 } } a2{ 1b{'X'} }" TILL
        " a7{ 020100 } a8{ 30{} } } } } }");

    CU_ASSERT(!*request->clientname && !*request->servicename && !*request->from &&
              !*request->renewtill);
    CU_ASSERT(!request->n_preauthtypes && !request->n_encryptiontypes);
}

static void
times_of_a_request_are_told(void)
{
    Types__Kerberos *request =
        message("6a{ 30{ a1{ 020105 } a2{ 02010a } a4{ 30{ a0{ 03{ 00 00000000 } } a2{ 1b{'X'} }"
                "a4{ 18{'19700101000001Z'} }" TILL "a6{ 18{'19700101000002Z'} }"
                " a7{ 0205 00ffffffff } a8{ 30{} } } } } }");

    CU_ASSERT_STRING_EQUAL(request->from, "1.000000");
    CU_ASSERT_STRING_EQUAL(request->renewtill, "2.000000");
    CU_ASSERT_EQUAL(request->nonce, UINT32_MAX);
}

static void
a_nonce_may_have_a_sign(void)
{
    CU_ASSERT_EQUAL(
        message(
            "6a{ 30{ a1{ 020105 } a2{ 02010a } a4{ 30{ a0{ 03{ 00 00000000 } } a2{ 1b{'X'} }" TILL
            " a7{ 0204 ffffffff } a8{ 30{} } } } } }")
            ->nonce,
        UINT32_MAX);
}

static void
a_reply_has_a_ticket(void)
{
    Types__Kerberos *reply = message(AS_REP);

    CU_ASSERT_STRING_EQUAL(reply->messagetype, "AS-REP");
    CU_ASSERT_STRING_EQUAL(reply->clientrealm, "X.TEST");
    CU_ASSERT_STRING_EQUAL(reply->clientname, "bob");
    CU_ASSERT_STRING_EQUAL(reply->ticketrealm, "Y.TEST");
    CU_ASSERT_STRING_EQUAL(reply->ticketservice, "krbtgt/X.TEST");
    CU_ASSERT(reply->ticketencryption == 18 && reply->ticketkeyversion == 3);
    CU_ASSERT(reply->replyencryption == 23 && reply->replykeyversion == 0);
}

static void
a_request_for_a_ticket_shows_one(void)
{
    Types__Kerberos *request = message("6c{ 30{ a1{ 020105 } a2{ 02010c } a3{ 30{ 30{ a1{ 020101 } "
                                       "a2{ 04{ 6e{ 30{ a0{ 020105 } a1{ 02010e }"
                                       " a2{ 03{ 00 00000000 } } a3{ " TICKET " } a4{ " ENCRYPTED
                                       " } } } } } } } } " BODY " } }");

    CU_ASSERT_STRING_EQUAL(request->messagetype, "TGS-REQ");
    CU_ASSERT_STRING_EQUAL(request->ticketservice, "krbtgt/X.TEST");
    CU_ASSERT_EQUAL(request->ticketencryption, 18);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
    request = message(
        "6c{ 30{ a1{ 020105 } a2{ 02010c } a3{ 30{ 30{ a1{ 020101 } a2{ 04{ 6e00 } } } } } " BODY
        " } }");
    CU_ASSERT_STRING_EQUAL(malformed(), "ticket that is shown is none");
    CU_ASSERT_STRING_EQUAL(request->clientname, "bob");
}

static void
an_error_has_code_text_and_time(void)
{
    Types__Kerberos *error = message(ERROR);

    CU_ASSERT_STRING_EQUAL(error->messagetype, "ERROR");
    CU_ASSERT_EQUAL(error->errorcode, 25);
    CU_ASSERT_STRING_EQUAL(error->errortext, "no");
    CU_ASSERT_STRING_EQUAL(error->servertime, "1767323045.999999");
    CU_ASSERT_STRING_EQUAL(error->clienttime, "");
    CU_ASSERT_STRING_EQUAL(error->realm, "X.TEST");
    error = message(
        "7e{ 30{ a0{ 020105 } a1{ 02011e } a2{ 18{'19700101000007Z'} } a3{ 020105 }"
        " a4{ 18{'19700101000008Z'} } a5{ 020100 } a6{ 020107 } a7{ 1b{'C.TEST'} } a8{ " NAME " }"
        " a9{ 1b{'X'} } aa{ " NAME " } } }");
    CU_ASSERT_STRING_EQUAL(error->clienttime, "7.000005");
    CU_ASSERT_STRING_EQUAL(error->clientrealm, "C.TEST");
    CU_ASSERT_STRING_EQUAL(error->clientname, "bob");
}

/* An error whose service has so many parts. */
static const char *
of_parts(int n)
{
    static char text[1024];
    int at = snprintf(text, sizeof text,
                      "7e{ 30{ a0{ 020105 } a1{ 02011e } a4{ 18{'19700101000008Z'} } a5{ 020100 }"
                      " a6{ 020107 } a9{ 1b{'X'} } aa{ 30{ a0{ 020101 } a1{ 30{ ");

    for (int i = 0; i < n; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "1b{'p'} ");
    snprintf(text + at, sizeof text - (size_t)at, "} } } } } }");
    return der(text);
}

static void
names_have_at_most_16_parts(void)
{
    CU_ASSERT_STRING_EQUAL(((Types__Kerberos *)decoded(of_parts(0)))->servicename, "");
    CU_ASSERT_STRING_EQUAL(((Types__Kerberos *)decoded(of_parts(1)))->servicename, "p");
    CU_ASSERT_EQUAL(strlen(((Types__Kerberos *)decoded(of_parts(16)))->servicename), 31);
    CU_ASSERT_STRING_EQUAL(refusal(of_parts(17)), "name of more than 16 parts");
    CU_ASSERT_STRING_EQUAL(refusal(of_parts(40)), "name of more than 16 parts");
}

static void
wrong_messages_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("6e{ 30{} }"), "message that does not exist");
    CU_ASSERT_STRING_EQUAL(refused("6a{ 31{} }"), "another element than expected");
    CU_ASSERT_STRING_EQUAL(refused("6a{ 30{} }"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("6a80 3000 0000"), "indefinite length");
    CU_ASSERT_STRING_EQUAL(refused("6a{ 30{ a1{ 020104 } a2{ 02010a } " BODY " } }"),
                           "version other than 5");
    CU_ASSERT_STRING_EQUAL(refused("6a{ 30{ a1{ 0205 0100000000 } a2{ 02010a } " BODY " } }"),
                           "number above 32 bits");
    CU_ASSERT_STRING_EQUAL(refused("6a{ 30{ a1{ 0205 ff7fffffff } a2{ 02010a } " BODY " } }"),
                           "number above 32 bits");
    CU_ASSERT_STRING_EQUAL(
        refused("6a{ 30{ a1{ 020105 } a2{ 02010a } a4{ 30{ a0{ 03{ 00 000000 } } } } } }"),
        "flags of less than 32 bits");
    CU_ASSERT_STRING_EQUAL(refused("6a{ 30{ a1{ 020105 } a2{ 02010a } a4{ 30{ a0{ 03{ 00 00000000 "
                                   "} } a2{ 0c{'X'} } } } } }"),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(
        refused("6b{ 30{ a0{ 020105 } a1{ 02010b } a3{ 1b{'X'} } a4{ " NAME " } a5{ 60{} } } }"),
        "another element than expected");
}

static void
wrong_times_are_refused(void)
{
    static const char *const times[] = { "2026010203040Z", "20261302030405Z", "x", "" };
    char text[256];

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        snprintf(text, sizeof text,
                 "7e{ 30{ a0{ 020105 } a1{ 02011e } a4{ 18{'%s'} } a5{ 020100 } } }", times[i]);
        CU_ASSERT_STRING_NOT_EQUAL(refused(text), "");
    }
    CU_ASSERT_STRING_EQUAL(
        refused(
            "7e{ 30{ a0{ 020105 } a1{ 02011e } a4{ 18{'20260102030405Z'} } a5{ 0203 0f4240 } } }"),
        "fraction of a second or more");
    CU_ASSERT_STRING_EQUAL(
        refused("7e{ 30{ a0{ 020105 } a1{ 02011e } a4{ 18{'20260102030405Z'} } a5{ 0201 ff } } }"),
        "fraction of a second or more");
}

static void
each_piece_that_is_missing_is_missed(void)
{
    static const char *const whole[] = { AS_REQ, AS_REP, ERROR };
    char cut[DER_ROOM];

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        const char *hex = der(whole[i]);

        for (size_t n = 0; n < strlen(hex); n += 2) {
            snprintf(cut, sizeof cut, "%.*s", (int)n, hex);
            CU_ASSERT_STRING_NOT_EQUAL(refusal(cut), "");
        }
    }
}

static void
a_datagram_is_known_by_its_length(void)
{
    char longer[DER_ROOM];

    CU_ASSERT_EQUAL(recognised(der(AS_REQ)), NC_YES);
    snprintf(longer, sizeof longer, "%s00", der(AS_REQ));
    CU_ASSERT_EQUAL(recognised(longer), NC_NO);
    CU_ASSERT_EQUAL(recognised("6e00"), NC_NO);
    CU_ASSERT_EQUAL(recognised("6a80"), NC_NO);
    CU_ASSERT_EQUAL(recognised("6a"), NC_NO);
    CU_ASSERT_EQUAL(recognised(""), NC_NO);
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("6a82"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("30"), NC_NO);
    led_cut();
    CU_ASSERT_STRING_EQUAL(refusal("6a82 0200 30"), nc_truncated);
}

/* The message behind its length. */
static const char *
framed(const char *text)
{
    char format[32];

    snprintf(format, sizeof format, "%08zx %%s", strlen(der(text)) / 2);
    return der_with(format, text);
}

static Types__Kerberos *
kerberos(size_t n)
{
    return written(n);
}

static void
messages_of_a_stream_are_records(void)
{
    new_talk();
    says_hex(NC_CLIENT, framed(AS_REQ));
    says_hex(NC_SERVER, framed(ERROR));
    says_hex(NC_CLIENT, framed(AS_REQ));
    says_hex(NC_SERVER, framed(AS_REP));
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_EQUAL(kerberos(1)->errorcode, 25);
    CU_ASSERT_STRING_EQUAL(kerberos(3)->messagetype, "AS-REP");
    CU_ASSERT(written_at(3).seconds == 4);
}

static void
a_wrong_message_costs_itself_alone(void)
{
    new_talk();
    says_hex(NC_CLIENT, framed(AS_REQ));
    says_hex(NC_CLIENT, framed("6a{ 30{ a1{ 020104 } a2{ 02010a } " BODY " } }"));
    says_hex(NC_CLIENT, framed(AS_REQ));
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "version other than 5");
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[64];

    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
other_streams_are_not_claimed(void)
{
    static const char *const others[] = {
        "47455420",       "00010001 6a",    "00000010 30",         "00000010 6a 0d",
        "00000010 6a 0f", "00000010 6a 80", "00000100 6a 82 00fb", "00000010 6a 0e 31",
        "00000010 6a 89", "80000010 6a 0e"
    };
    static const char *const beginnings[] = { "00",
                                              "0000",
                                              "00000010",
                                              "00000010 6a",
                                              "00000104 6a 82",
                                              "00000104 6a 82 01",
                                              "00000010 6a 0e",
                                              "00000104 6a 82 0100" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to_hex(others[i]), NC_NO);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        CU_ASSERT_EQUAL(answer_to_hex(beginnings[i]), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("00000010 6a 0e 30"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("00000104 6a 82 0100 30"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("00010000 6a 82 fffc 30"), NC_YES);
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, framed(AS_REQ));
    says_hex(NC_SERVER, "00000104 6a 82 0100 30");
    loses(NC_SERVER, 0xef);
    says_hex(NC_SERVER, "00112233445566778899aabbccddeeff");
    says_hex(NC_SERVER, framed(AS_REP));
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(kerberos(1)->messagetype, "AS-REP");
}

static void
sound(void)
{
    says_hex(NC_CLIENT, framed(AS_REQ));
    says_hex(NC_SERVER, framed(AS_REP));
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_request_says_who_wants_what),
                                           SENTENCE(most_of_a_request_may_be_missing),
                                           SENTENCE(times_of_a_request_are_told),
                                           SENTENCE(a_nonce_may_have_a_sign),
                                           SENTENCE(a_reply_has_a_ticket),
                                           SENTENCE(a_request_for_a_ticket_shows_one),
                                           SENTENCE(an_error_has_code_text_and_time),
                                           SENTENCE(names_have_at_most_16_parts),
                                           SENTENCE(wrong_messages_are_refused),
                                           SENTENCE(wrong_times_are_refused),
                                           SENTENCE(each_piece_that_is_missing_is_missed),
                                           SENTENCE(a_datagram_is_known_by_its_length),
                                           SENTENCE(messages_of_a_stream_are_records),
                                           SENTENCE(a_wrong_message_costs_itself_alone),
                                           SENTENCE(other_streams_are_not_claimed),
                                           SENTENCE(behind_a_gap_messages_are_found_again),
                                           STREAM_SENTENCES,
                                           SENTENCES_END };

    stream_sound(sound);
    return plugin_sentences("kerberos",
                            "7e3e303ca003020105a10302011ea411180f31393730303130313030303030385aa503"
                            "020100a603020107a9031b0158aa0e300ca003020101a10530031b0170",
                            own);
}
