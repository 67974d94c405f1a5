/* SPDX-License-Identifier: Apache-2.0 */
#include "smb2_talk.h"

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
    Types__SMB2 *smb = said_by(NC_CLIENT, ASKED("0500") CREATE "0600 00000000 00000000 "
                                                                "3dd8610000de");

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
        SENTENCES_END
    };

    return stream_sentences("smb2", sound, own);
}
