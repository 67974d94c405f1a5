/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "smb2.pb-c.h"

#include <stdio.h>
#include <string.h>

#define SIGNATURE "00000000000000000000000000000000"
#define GUID "000102030405060708090a0b0c0d0e0f"

/* The header of that command, with status, flags and where the next one is. */
#define HEADER(command, status, flags, next)                                                       \
    "fe534d42 4000 0100" status command "0200" flags next                                          \
    "0700000000000000 fffe0000 03000000 1122334455667788" SIGNATURE
#define ASKED(command) HEADER(command, "00000000", "00000000", "00000000")
#define ANSWERED(command) HEADER(command, "00000000", "01000000", "00000000")

static Types__SMB2 *
message(size_t n)
{
    return written(n);
}

/* This in a message of its own. */
static const char *
framed(const char *hex)
{
    static char text[8][4096];
    static int at;
    static uint8_t bytes[2048];

    at = (at + 1) % 8;
    snprintf(text[at], sizeof text[at], "%08zx %s", from_hex(hex, bytes, sizeof bytes), hex);
    return text[at];
}

static Types__SMB2 *
said_by(int side, const char *hex)
{
    new_talk();
    talk()->port[NC_SERVER] = 445;
    says_hex(side, framed(hex));
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return message(0);
}

#define LOGOFF "0400 0000"

static void
the_header_is_read(void)
{
    Types__SMB2 *smb = said_by(NC_CLIENT, ASKED("0200") LOGOFF);

    CU_ASSERT_EQUAL(smb->command, 2);
    CU_ASSERT_FALSE(smb->isresponse);
    CU_ASSERT_EQUAL(smb->length, 68);
    CU_ASSERT_EQUAL(smb->creditcharge, 1);
    CU_ASSERT_EQUAL(smb->credits, 2);
    CU_ASSERT_EQUAL(smb->messageid, 7);
    CU_ASSERT_EQUAL(smb->treeid, 3);
    CU_ASSERT_EQUAL(smb->sessionid, UINT64_C(0x8877665544332211));
    CU_ASSERT_FALSE(smb->compound);
    CU_ASSERT(smb->srcport == 40000 && smb->dstport == 445);
}

static void
an_answer_has_a_status(void)
{
    Types__SMB2 *smb = said_by(NC_SERVER, HEADER("0500", "340000c0", "01000000", "00000000")
                                              "0900 0000 00000000 00");

    CU_ASSERT(smb->isresponse);
    CU_ASSERT_EQUAL(smb->status, 0xc0000034);
    CU_ASSERT_EQUAL(smb->fileid.len, 0);
    CU_ASSERT_EQUAL(smb->srcport, 445);
}

static void
a_command_that_waits_has_a_number_of_its_own(void)
{
    Types__SMB2 *smb = said_by(NC_SERVER, HEADER("0f00", "03010000", "03000000", "00000000")
                                              "0900 0000 00000000 00");

    CU_ASSERT_EQUAL(smb->asyncid, UINT64_C(0x000000030000feff));
    CU_ASSERT_EQUAL(smb->treeid, 0);
}

static void
dialects_are_negotiated(void)
{
    Types__SMB2 *smb = said_by(NC_CLIENT, ASKED("0000") "2400 0200 0100 0000 7f000000" GUID
                                                        "0000000000000000 0202 1103");

    CU_ASSERT_EQUAL_FATAL(smb->n_dialects, 2);
    CU_ASSERT(smb->dialects[0] == 0x202 && smb->dialects[1] == 0x311);
    CU_ASSERT_EQUAL(smb->securitymode, 1);
    CU_ASSERT_EQUAL(smb->capabilities, 0x7f);
    CU_ASSERT(holds(smb->guid, GUID));
    smb = said_by(NC_SERVER, ANSWERED("0000") "4100 0300 0203 0000" GUID "2f000000 00001000"
                                              "00002000 00004000" GUID "8000 0000 00000000");
    CU_ASSERT_EQUAL(smb->dialect, 0x302);
    CU_ASSERT_EQUAL(smb->securitymode, 3);
    CU_ASSERT_EQUAL(smb->capabilities, 0x2f);
    CU_ASSERT_EQUAL(smb->maxtransactsize, 1 << 20);
    CU_ASSERT_EQUAL(smb->maxreadsize, 2 << 20);
    CU_ASSERT_EQUAL(smb->maxwritesize, 4 << 20);
}

/* A token that has two bytes before NTLM's. */
#define SETUP(length) ASKED("0100") "1900 00 01 01000000 00000000 5800" length "0000000000000000"
#define NTLM "6062 4e544c4d53535000"

static void
who_answers_a_challenge_is_told(void)
{
    /* Fields of 8 bytes each; the texts behind 64 bytes: "D", "us", "PC". */
    Types__SMB2 *smb = said_by(
        NC_CLIENT, SETUP("4c00") NTLM "03000000 0000000000000000 0000000000000000"
                                      "0200020040000000 0400040042000000 0400040046000000"
                                      "0000000000000000 01000000" "4400 75007300 50004300");

    CU_ASSERT_EQUAL(smb->ntlmtype, 3);
    CU_ASSERT_STRING_EQUAL(smb->domainname, "D");
    CU_ASSERT_STRING_EQUAL(smb->username, "us");
    CU_ASSERT_STRING_EQUAL(smb->workstation, "PC");
}

static void
names_may_be_of_bytes(void)
{
    Types__SMB2 *smb = said_by(
        NC_CLIENT, SETUP("4600") NTLM "03000000 0000000000000000 0000000000000000"
                                      "0100010040000000 0200020041000000 0100010043000000"
                                      "0000000000000000 00000000" "44 7573 50");

    CU_ASSERT_STRING_EQUAL(smb->domainname, "D");
    CU_ASSERT_STRING_EQUAL(smb->username, "us");
    CU_ASSERT_STRING_EQUAL(smb->workstation, "P");
}

static void
who_challenges_is_told_though_more_is_needed(void)
{
    Types__SMB2 *smb = said_by(
        NC_SERVER, HEADER("0100", "160000c0", "01000000", "00000000")
                   "0900 0100 4800 2600" NTLM "02000000 0400040020000000 01000000"
                   "0102030405060708" "54003100");

    CU_ASSERT_EQUAL(smb->status, 0xc0000016);
    CU_ASSERT_EQUAL(smb->sessionflags, 1);
    CU_ASSERT_EQUAL(smb->ntlmtype, 2);
    CU_ASSERT_STRING_EQUAL(smb->targetname, "T1");
}

static void
names_beyond_the_token_are_none(void)
{
    Types__SMB2 *smb = said_by(
        NC_CLIENT, SETUP("4200") NTLM "03000000 0000000000000000 0000000000000000"
                                      "0200020041000000 ffffffffffffffff 0400040046000000"
                                      "0000000000000000 01000000");

    CU_ASSERT_EQUAL(smb->ntlmtype, 3);
    CU_ASSERT(!*smb->domainname && !*smb->username && !*smb->workstation);
}

static void
a_share_has_a_path(void)
{
    Types__SMB2 *smb =
        said_by(NC_CLIENT, ASKED("0300") "0900 0000 4800 0a00 5c005c0073005c00e400");

    CU_ASSERT_STRING_EQUAL(smb->path, "\\\\s\\\xc3\xa4");
    smb = said_by(NC_SERVER, ANSWERED("0300") "1000 02 00 30000000 08000000 ff011f00");
    CU_ASSERT_EQUAL(smb->sharetype, 2);
    CU_ASSERT_EQUAL(smb->shareflags, 0x30);
    CU_ASSERT_EQUAL(smb->capabilities, 8);
    CU_ASSERT_EQUAL(smb->access, 0x1f01ff);
}

#define CREATE                                                                                     \
    "3900 00 00 02000000 0000000000000000 0000000000000000 89001200 80000000 07000000 05000000"    \
    "40000000 7800"

static void
a_file_has_a_name_and_how_it_is_opened(void)
{
    Types__SMB2 *smb =
        said_by(NC_CLIENT, ASKED("0500") CREATE "0800 00000000 00000000 61003dd800de6200");

    CU_ASSERT_STRING_EQUAL(smb->filename, "a\xf0\x9f\x98\x80" "b"); /* U+1F600 is a pair */
    CU_ASSERT_EQUAL(smb->access, 0x120089);
    CU_ASSERT_EQUAL(smb->fileattributes, 0x80);
    CU_ASSERT_EQUAL(smb->disposition, 5);
    CU_ASSERT_EQUAL(smb->createoptions, 0x40);
    smb = said_by(NC_SERVER, ANSWERED("0500") "5900 00 00 02000000" GUID GUID "0000000000000000"
                                              "0102000000000000 20000000 00000000" GUID);
    CU_ASSERT_EQUAL(smb->createaction, 2);
    CU_ASSERT_EQUAL(smb->filesize, 0x201);
    CU_ASSERT_EQUAL(smb->fileattributes, 0x20);
    CU_ASSERT(holds(smb->fileid, GUID));
}

static void
half_a_pair_is_no_letter(void)
{
    Types__SMB2 *smb = said_by(NC_CLIENT, ASKED("0500") CREATE "0600 00000000 00000000 3dd8610000de");

    CU_ASSERT_STRING_EQUAL(smb->filename, "\xef\xbf\xbd" "a\xef\xbf\xbd");
}

static void
closing_reading_and_writing_have_a_file(void)
{
    Types__SMB2 *smb = said_by(NC_CLIENT, ASKED("0600") "1800 0100 00000000" GUID);

    CU_ASSERT(holds(smb->fileid, GUID));
    smb = said_by(NC_SERVER, ANSWERED("0600") "3c00 0100 00000000" GUID GUID "0000000000000000"
                                              "0500000000000000 20000000");
    CU_ASSERT(smb->filesize == 5 && smb->fileattributes == 32);
    smb = said_by(NC_CLIENT, ASKED("0800") "3100 50 00 00000100 0010000000000000" GUID);
    CU_ASSERT(smb->datasize == 65536 && smb->offset == 4096 && holds(smb->fileid, GUID));
    smb = said_by(NC_SERVER, ANSWERED("0800") "1100 50 00 03000000 00000000 00000000 616263");
    CU_ASSERT_EQUAL(smb->datasize, 3);
    smb = said_by(NC_CLIENT, ASKED("0900") "3100 7000 03000000 0000000000000000" GUID);
    CU_ASSERT_EQUAL(smb->datasize, 3);
}

static void
commands_in_one_message_are_records_each(void)
{
    new_talk();
    says_hex(NC_CLIENT, framed(HEADER("0200", "00000000", "00000000", "48000000") LOGOFF "00000000"
                               ASKED("0200") LOGOFF));
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(message(0)->compound && message(1)->compound);
    CU_ASSERT_EQUAL(message(1)->length, 140);
}

/* Of what is left of a message of this and one of a logoff. */
static const char *
refused(const char *hex)
{
    new_talk();
    talk()->port[NC_SERVER] = 445;
    says_hex(NC_CLIENT, framed(ASKED("0200") LOGOFF));
    says_hex(NC_CLIENT, framed(hex));
    says_hex(NC_CLIENT, framed(ASKED("0200") LOGOFF));
    CU_ASSERT(play() >= 2);
    return stream_refusal();
}

static void
what_does_not_fit_is_refused_and_the_next_is_read(void)
{
    CU_ASSERT_STRING_EQUAL(refused(ASKED("0600") "1800 0100 00000000 0001"),
                           "command shorter than what it holds");
    CU_ASSERT_STRING_EQUAL(refused(ASKED("0300") "0900 0000 4800 0b00 5c005c0073005c006400"),
                           "path beyond its message");
    CU_ASSERT_STRING_EQUAL(refused(ASKED("0500") CREATE "0900 00000000 00000000 61006200"),
                           "name beyond its message");
    CU_ASSERT_STRING_EQUAL(refused(ASKED("1400") LOGOFF), "command that does not exist");
    CU_ASSERT_STRING_EQUAL(refused("fe534d42 4100" SIGNATURE SIGNATURE SIGNATURE "00000000000000000000"),
                           "header of another size");
    CU_ASSERT_STRING_EQUAL(refused("fe534d42 4000"), "shorter than its header");
    CU_ASSERT_STRING_EQUAL(refused(HEADER("0200", "00000000", "00000000", "41000000") LOGOFF),
                           "next command nowhere");
    CU_ASSERT_STRING_EQUAL(refused(ASKED("0000") "2400 4100 0100 0000 7f000000" GUID
                                                 "0000000000000000 0202 1103"),
                           "more than 64 dialects");
}

static void
what_is_encrypted_or_compressed_is_named(void)
{
    Types__SMB2 *smb = said_by(NC_CLIENT, "fd534d42" SIGNATURE SIGNATURE "44000000 0000 0100"
                                          "1122334455667788 ffffffff");

    CU_ASSERT(smb->encrypted && !smb->compressed);
    CU_ASSERT_EQUAL(smb->originalsize, 68);
    CU_ASSERT_EQUAL(smb->sessionid, UINT64_C(0x8877665544332211));
    smb = said_by(NC_CLIENT, "fc534d42 00100000 0100 0000 00000000 ff");
    CU_ASSERT(smb->compressed && !smb->encrypted);
    CU_ASSERT_EQUAL(smb->originalsize, 4096);
}

#define OLD "ff534d4272 00000000 18 01c8 000000000000000000000000 ffff fffe 0000 0000 00"
#define OLD_ONLY OLD "0c00 024e54204c4d20302e313200"
#define OLD_AND_NEW OLD "2200 024e54204c4d20302e313200 02534d4220322e30303200 02534d4220322e3f3f3f00"

static void
version_1_may_ask_for_version_2(void)
{
    new_talk();
    talk()->port[NC_SERVER] = 445;
    says_hex(NC_CLIENT, framed(OLD_AND_NEW));
    says_hex(NC_SERVER, framed(ANSWERED("0000") "4100 0300 ff02 0000" GUID "2f000000 00001000"
                                                "00002000 00004000" GUID "8000 0000 00000000"));
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(message(0)->dialect, 0x2ff);
}

static void
version_1_alone_is_left_to_others(void)
{
    new_talk();
    talk()->port[NC_SERVER] = 445;
    says_hex(NC_CLIENT, framed(OLD_ONLY));
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), nc_declined);
}

static void
sessions_of_netbios_begin_and_are_kept_alive(void)
{
    static uint8_t request[72] = { 0x81, 0, 0, 68, 32 };

    new_talk();
    talk()->port[NC_SERVER] = 139;
    says(NC_CLIENT, request, sizeof request);
    says_hex(NC_SERVER, "82000000");
    says_hex(NC_CLIENT, framed(ASKED("0200") LOGOFF));
    says_hex(NC_CLIENT, "85000000");
    says_hex(NC_CLIENT, framed(ASKED("0200") LOGOFF));
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

/* Longer than what is read of one: 40000 bytes written. */
static void
of_long_messages_the_rest_is_passed(void)
{
    static uint8_t bytes[40000];
    uint8_t head[256];
    size_t n = from_hex("00009cb0" ASKED("0900") "3100 7000 409c0000 0000000000000000" GUID
                        "00000000 00000000 0000 0000 00000000", head, sizeof head);

    new_talk();
    talk()->port[NC_SERVER] = 445;
    says(NC_CLIENT, head, n);
    says(NC_CLIENT, bytes, sizeof bytes);
    says_hex(NC_CLIENT, framed(ASKED("0200") LOGOFF));
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(message(0)->datasize, 40000);
    CU_ASSERT_EQUAL(message(1)->command, 2);
}

static enum nc_answer
answer_at(uint16_t port, const char *hex)
{
    uint8_t bytes[128];

    new_talk();
    talk()->port[NC_SERVER] = port;
    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
a_message_is_known_by_its_first_letters(void)
{
    CU_ASSERT_EQUAL(answer_at(8080, "00000044 fe534d42"), NC_MORE);
    CU_ASSERT_EQUAL(answer_at(8080, "00000044 fe534d42 40"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(8080, "00000044 fd534d42 40"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(8080, "00000044 ff534d42 72"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(445, "00000044 ff534d42 73"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(445, "00000044 fe534d43 40"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(445, "00000044 fb"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(139, "81000044"), NC_YES);
    CU_ASSERT_EQUAL(answer_at(139, "81000045"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(8080, "81000044"), NC_NO);
    CU_ASSERT_EQUAL(answer_at(445, "16030100"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, framed(HEADER("0200", "00000000", "00000000", "48000000") LOGOFF "00000000"
                               ASKED("0200") LOGOFF));
    says_hex(NC_SERVER, framed(ANSWERED("0600") "3c00 0100 00000000" GUID GUID "0000000000000000"
                                                "0500000000000000 20000000"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_header_is_read),
        SENTENCE(an_answer_has_a_status),
        SENTENCE(a_command_that_waits_has_a_number_of_its_own),
        SENTENCE(dialects_are_negotiated),
        SENTENCE(who_answers_a_challenge_is_told),
        SENTENCE(names_may_be_of_bytes),
        SENTENCE(who_challenges_is_told_though_more_is_needed),
        SENTENCE(names_beyond_the_token_are_none),
        SENTENCE(a_share_has_a_path),
        SENTENCE(a_file_has_a_name_and_how_it_is_opened),
        SENTENCE(half_a_pair_is_no_letter),
        SENTENCE(closing_reading_and_writing_have_a_file),
        SENTENCE(commands_in_one_message_are_records_each),
        SENTENCE(what_does_not_fit_is_refused_and_the_next_is_read),
        SENTENCE(what_is_encrypted_or_compressed_is_named),
        SENTENCE(version_1_may_ask_for_version_2),
        SENTENCE(version_1_alone_is_left_to_others),
        SENTENCE(sessions_of_netbios_begin_and_are_kept_alive),
        SENTENCE(of_long_messages_the_rest_is_passed),
        SENTENCE(a_message_is_known_by_its_first_letters),
        SENTENCES_END
    };

    return stream_sentences("smb2", sound, own);
}
