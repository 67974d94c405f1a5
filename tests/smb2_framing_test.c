/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_plugin.h"
#include "smb2_talk.h"

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
    CU_ASSERT_STRING_EQUAL(refused("fe534d42 4100" SIGNATURE SIGNATURE SIGNATURE
                                   "00000000000000000000"),
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
#define OLD_AND_NEW \
    OLD "2200 024e54204c4d20302e313200 02534d4220322e30303200 02534d4220322e3f3f3f00"

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

int
main(void)
{
    static const struct sentence own[] = {
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

    load_plugin("smb2");
    return sentences("smb2_framing", own);
}
