/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "rdp.pb-c.h"

#include <stdio.h>
#include <string.h>

/* MS-RDPBCGR sections 4.1.1 and 4.1.2: eltons asks for RDP's own security, and is told so. */
#define ELTONS "436f6f6b69653a206d737473686173683d656c746f6e730d0a"
#define REQUEST "0300002c 27 e0 0000 0000 00" ELTONS "0100080000000000"
#define CONFIRM "03000013 0e d0 0000 1234 00 0200080000000000"
#define TLS "03000013 0e d0 0000 1234 00 0200080001000000"

static Types__RDP *
message(size_t n)
{
    return written(n);
}

static Types__RDP *
said_by(int side, const char *hex)
{
    new_talk();
    says_hex(side, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return message(0);
}

static void
a_request_of_the_specification_has_a_user(void)
{
    Types__RDP *rdp = said_by(NC_CLIENT, REQUEST);

    CU_ASSERT_EQUAL(rdp->type, 224);
    CU_ASSERT_EQUAL(rdp->length, 44);
    CU_ASSERT_STRING_EQUAL(rdp->user, "eltons");
    CU_ASSERT_STRING_EQUAL(rdp->routingtoken, "");
    CU_ASSERT_EQUAL(rdp->negotiationtype, 1);
    CU_ASSERT_EQUAL(rdp->requestedprotocols, 0);
    CU_ASSERT_STRING_EQUAL(rdp->srcip, "10.0.0.1");
    CU_ASSERT_EQUAL(rdp->dstport, 3389);
}

static void
a_confirmation_of_the_specification_has_a_protocol(void)
{
    new_talk();
    says_hex(NC_CLIENT, REQUEST);
    says_hex(NC_SERVER, CONFIRM);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_EQUAL(message(1)->type, 208);
    CU_ASSERT_EQUAL(message(1)->srcref, 0x1234);
    CU_ASSERT_EQUAL(message(1)->negotiationtype, 2);
    CU_ASSERT_EQUAL(message(1)->selectedprotocol, 0);
    CU_ASSERT_EQUAL(message(1)->srcport, 3389);
    CU_ASSERT_FALSE(handed_over());
}

static void
protocols_asked_for_are_flags(void)
{
    Types__RDP *rdp = said_by(NC_CLIENT, "03000013 0e e0 0000 0001 00 010108000b000000");

    CU_ASSERT_EQUAL(rdp->requestedprotocols, 11);
    CU_ASSERT_EQUAL(rdp->negotiationflags, 1);
    CU_ASSERT_EQUAL(rdp->srcref, 1);
    CU_ASSERT_STRING_EQUAL(rdp->user, "");
}

static void
a_request_may_have_nothing_but_its_references(void)
{
    Types__RDP *rdp = said_by(NC_CLIENT, "0300000b 06 e0 0001 0002 00");

    CU_ASSERT(rdp->dstref == 1 && rdp->srcref == 2);
    CU_ASSERT_EQUAL(rdp->negotiationtype, 0);
}

/* "Cookie: msts=1.2.3" */
static void
a_token_for_who_shares_the_load_is_no_user(void)
{
    Types__RDP *rdp = said_by(
        NC_CLIENT, "0300001f 1a e0 0000 0000 00 436f6f6b69653a206d7374733d312e322e330d0a");

    CU_ASSERT_STRING_EQUAL(rdp->routingtoken, "Cookie: msts=1.2.3");
    CU_ASSERT_STRING_EQUAL(rdp->user, "");
}

static void
a_correlation_stands_behind_the_negotiation(void)
{
    Types__RDP *rdp = said_by(NC_CLIENT, "03000037 32 e0 0000 0000 00 0108080003000000"
                                         "06002400 000102030405060708090a0b0c0d0e0f"
                                         "00000000000000000000000000000000");

    CU_ASSERT(holds(rdp->correlationid, "000102030405060708090a0b0c0d0e0f"));
}

static void
where_both_agree_on_tls_that_follows(void)
{
    new_talk();
    says_hex(NC_CLIENT, REQUEST);
    says_hex(NC_SERVER, TLS);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_EQUAL(message(1)->selectedprotocol, 1);
    CU_ASSERT(handed_over());
}

static void
a_failure_has_a_code(void)
{
    Types__RDP *rdp = said_by(NC_SERVER, "03000013 0e d0 0000 1234 00 0300080005000000");

    CU_ASSERT_EQUAL(rdp->negotiationtype, 3);
    CU_ASSERT_EQUAL(rdp->failurecode, 5);
}

static const char *
refused(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, REQUEST);
    CU_ASSERT_EQUAL(play(), 1);
    return stream_refusal();
}

static void
negotiations_that_do_not_exist_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("03000013 0e e0 0000 0000 00 0100090000000000"),
                           "negotiation of another length");
    CU_ASSERT_STRING_EQUAL(refused("03000012 0d e0 0000 0000 00 01000800000000"), nc_truncated);
}

#define NAME "430050003100" "0000000000000000000000000000000000000000000000000000"
#define ZEROS_62                                                                                   \
    "0000000000000000000000000000" "00000000000000000000000000000000"                             \
    "00000000000000000000000000000000" "00000000000000000000000000000000"
#define ZEROS_64                                                                                   \
    "00000000000000000000000000000000" "00000000000000000000000000000000"                         \
    "00000000000000000000000000000000" "00000000000000000000000000000000"
#define CORE                                                                                       \
    "01c0 d200 04000800 0005 0004 01ca 03aa 09040000 ce0e0000" NAME "04000000 01000000 0c000000"  \
    ZEROS_64 "01ca 0100 00000000 1800 0700 0901" "4100" ZEROS_62
#define NETWORK "03c0 2000 02000000 7264706472000000 00008080 636c697072647200 0000a0c0"
#define SECURITY "02c0 0c00 1b000000 00000000"

/* A request of a conference with these blocks, in a connection's, in X.224 and TPKT. */
static const char *
initial(const char *blocks)
{
    static char hex[4096];
    static uint8_t bytes[1024];
    size_t n = from_hex(blocks, bytes, sizeof bytes), user = n + 23, all = user + 25;

    snprintf(hex, sizeof hex,
             "0300%04zx 02f080 7f6582%04zx 040101 040101 0101ff 30020000 30020000 30020000"
             "0482%04zx 000500147c0001 %04zx 000800100001c000 44756361 %04zx %s",
             all + 12, all, user, 0x8000 + n + 14, 0x8000 + n, blocks);
    return hex;
}

static void
settings_that_are_not_encrypted_are_read(void)
{
    Types__RDP *rdp;

    new_talk();
    says_hex(NC_CLIENT, REQUEST);
    says_hex(NC_SERVER, CONFIRM);
    says_hex(NC_CLIENT, initial(CORE SECURITY NETWORK));
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    rdp = message(2);
    CU_ASSERT_EQUAL(rdp->type, 240);
    CU_ASSERT_EQUAL(rdp->clientversion, 0x80004);
    CU_ASSERT(rdp->desktopwidth == 1280 && rdp->desktopheight == 1024);
    CU_ASSERT_EQUAL(rdp->keyboardlayout, 0x409);
    CU_ASSERT_EQUAL(rdp->clientbuild, 3790);
    CU_ASSERT_STRING_EQUAL(rdp->clientname, "CP1");
    CU_ASSERT(rdp->keyboardtype == 4 && rdp->keyboardsubtype == 1);
    CU_ASSERT_EQUAL(rdp->keyboardfunctionkeys, 12);
    CU_ASSERT_EQUAL(rdp->colordepth, 24);
    CU_ASSERT_EQUAL(rdp->earlycapabilityflags, 0x109);
    CU_ASSERT_STRING_EQUAL(rdp->clientproductid, "A");
    CU_ASSERT_EQUAL(rdp->encryptionmethods, 27);
    CU_ASSERT_EQUAL_FATAL(rdp->n_channels, 2);
    CU_ASSERT_STRING_EQUAL(rdp->channels[0], "rdpdr");
    CU_ASSERT_STRING_EQUAL(rdp->channels[1], "cliprdr");
}

static void
settings_that_do_not_fit_are_refused(void)
{
    static const char *const blocks[] = { "01c0 0300", "01c0 0800 04000800", "03c0 0800 20000000",
                                          "03c0 0900 01000000 61" };

    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        new_talk();
        says_hex(NC_CLIENT, REQUEST);
        says_hex(NC_CLIENT, initial(blocks[i]));
        CU_ASSERT_EQUAL(play(), 1);
        CU_ASSERT(*stream_refusal());
    }
}

static void
what_follows_the_settings_is_passed_over(void)
{
    new_talk();
    says_hex(NC_CLIENT, REQUEST);
    says_hex(NC_CLIENT, "0300000c 02f080 0401000100 ffff");
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
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
a_request_is_known_by_its_lengths_and_what_it_has(void)
{
    CU_ASSERT_EQUAL(answer_at(3389, "03"), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(3389, "0300000b 06"), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(3389, "0300000b 06 e0"), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(3389, "0300000b 06 e0 0000 0000 00"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(80, "0300000b 06 e0 0000 0000 00"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(80, REQUEST), NC_YES);
    CU_ASSERT_EQUAL(answer_at(3389, "0300000c 06 e0 0000 0000 00"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3389, "03004001 06 e0"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3389, "0300000a 05 e0"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3389, "0301"), NC_NO);
}

static void
other_protocols_are_declined(void)
{
    /* S7, of which X.224 says who is to answer; TLS; data of X.224. */
    CU_ASSERT_EQUAL(answer_at(3389, "03000016 11 e0 0000 0001 00 c1020100 c2020102 c0010a"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3389, "16030102000100"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(3389, "0300000c 02f080 0401000100"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, REQUEST);
    says_hex(NC_SERVER, CONFIRM);
    says_hex(NC_CLIENT, initial(SECURITY NETWORK));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_of_the_specification_has_a_user),
        SENTENCE(a_confirmation_of_the_specification_has_a_protocol),
        SENTENCE(protocols_asked_for_are_flags),
        SENTENCE(a_request_may_have_nothing_but_its_references),
        SENTENCE(a_token_for_who_shares_the_load_is_no_user),
        SENTENCE(a_correlation_stands_behind_the_negotiation),
        SENTENCE(where_both_agree_on_tls_that_follows),
        SENTENCE(a_failure_has_a_code),
        SENTENCE(negotiations_that_do_not_exist_are_refused),
        SENTENCE(settings_that_are_not_encrypted_are_read),
        SENTENCE(settings_that_do_not_fit_are_refused),
        SENTENCE(what_follows_the_settings_is_passed_over),
        SENTENCE(a_request_is_known_by_its_lengths_and_what_it_has),
        SENTENCE(other_protocols_are_declined),
        SENTENCES_END
    };

    return stream_sentences("rdp", sound, own);
}
