/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "ssh.pb-c.h"

#include <string.h>

enum { LISTS = 10, PACKET_MOST = 36000 };

static const char *const client_lists[LISTS] = {
    "curve25519-sha256,ecdh-sha2-nistp256", "ssh-ed25519,rsa-sha2-512", "aes256-ctr,aes128-ctr",
    "aes128-cbc", "hmac-sha2-256", "hmac-sha1,hmac-md5", "none,zlib", "zlib@openssh.com", "en", ""
};

static struct {
    uint8_t bytes[PACKET_MOST];
    size_t size;
} said_packet;

static void
put(const void *bytes, size_t size)
{
    memcpy(said_packet.bytes + said_packet.size, bytes, size);
    said_packet.size += size;
}

static void
put_number(uint32_t number)
{
    const uint8_t bytes[] = { (uint8_t)(number >> 24), (uint8_t)(number >> 16),
                              (uint8_t)(number >> 8), (uint8_t)number };

    put(bytes, sizeof bytes);
}

/* A packet with these bytes, section 6 of RFC 4253. */
static void
begin_packet(const char *payload, size_t size)
{
    said_packet.size = 4;
    put("\x04", 1);
    put(payload, size);
}

static void
end_packet(void)
{
    size_t size;

    put("\0\0\0\0", 4);
    size = said_packet.size;
    said_packet.size = 0;
    put_number((uint32_t)size - 4);
    said_packet.size = size;
}

static void
offers(int side, const char *const *lists, const char *follows)
{
    begin_packet("\x14" "0123456789abcdef", 17);
    for (size_t i = 0; i < LISTS; i++) {
        put_number((uint32_t)strlen(lists[i]));
        put(lists[i], strlen(lists[i]));
    }
    put(follows, 1);
    put("\0\0\0\0", 4);
    end_packet();
    says(side, said_packet.bytes, said_packet.size);
}

static void
sends(int side, const char *payload, size_t size)
{
    begin_packet(payload, size);
    end_packet();
    says(side, said_packet.bytes, said_packet.size);
}

static Types__SSH *
ssh(size_t n)
{
    return written(n);
}

static void
either_side_is_known_by_its_identification(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH-2.0-OpenSSH_9.2\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "SSH-1.99-Cisco-1.25\n"), NC_YES);
}

static void
a_beginning_may_yet_become_one(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "S"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH-"), NC_MORE);
}

static void
other_words_are_not_claimed(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH is fine\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH-X"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
}

static void
an_identification_has_version_software_and_comments(void)
{
    new_talk();
    server("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 more\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(ssh(0)->ident, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 more");
    CU_ASSERT_STRING_EQUAL(ssh(0)->version, "2.0");
    CU_ASSERT_STRING_EQUAL(ssh(0)->software, "OpenSSH_9.2p1");
    CU_ASSERT_STRING_EQUAL(ssh(0)->notes, "Debian-2+deb12u3 more");
    CU_ASSERT_STRING_EQUAL(ssh(0)->hassh, "");
    CU_ASSERT(!ssh(0)->isclient && ssh(0)->n_kexalgorithms == 0);
}

static void
software_may_have_dashes(void)
{
    new_talk();
    client("SSH-1.99-Cisco-1.25\n");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(ssh(0)->version, "1.99");
    CU_ASSERT_STRING_EQUAL(ssh(0)->software, "Cisco-1.25");
}

static void
each_side_is_a_record_from_it_to_the_other(void)
{
    new_talk();
    server("SSH-2.0-b\r\n");
    client("SSH-2.0-a\r\n");
    offers(NC_CLIENT, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(ssh(0)->flow, "10.0.0.1:40000->10.0.0.2:22");
    CU_ASSERT_STRING_EQUAL(ssh(1)->flow, "10.0.0.2:22->10.0.0.1:40000");
    CU_ASSERT_STRING_EQUAL(ssh(1)->srcip, "10.0.0.2");
    CU_ASSERT(ssh(0)->isclient && ssh(0)->srcport == 40000 && ssh(0)->dstport == 22);
    CU_ASSERT(written_at(0).seconds == 2 && written_at(1).seconds == 1);
}

static void
an_offer_is_a_list_for_each_purpose(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    offers(NC_CLIENT, client_lists, "\1");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL_FATAL(ssh(0)->n_kexalgorithms, 2);
    CU_ASSERT_STRING_EQUAL(ssh(0)->kexalgorithms[1], "ecdh-sha2-nistp256");
    CU_ASSERT_STRING_EQUAL(ssh(0)->hostkeyalgorithms[0], "ssh-ed25519");
    CU_ASSERT_STRING_EQUAL(ssh(0)->ciphersclienttoserver[1], "aes128-ctr");
    CU_ASSERT_STRING_EQUAL(ssh(0)->ciphersservertoclient[0], "aes128-cbc");
    CU_ASSERT_STRING_EQUAL(ssh(0)->macsclienttoserver[0], "hmac-sha2-256");
    CU_ASSERT_STRING_EQUAL(ssh(0)->macsservertoclient[1], "hmac-md5");
    CU_ASSERT_STRING_EQUAL(ssh(0)->compressionclienttoserver[1], "zlib");
    CU_ASSERT_STRING_EQUAL(ssh(0)->compressionservertoclient[0], "zlib@openssh.com");
    CU_ASSERT_STRING_EQUAL(ssh(0)->languagesclienttoserver[0], "en");
    CU_ASSERT_EQUAL(ssh(0)->n_languagesservertoclient, 0);
    CU_ASSERT(spells(ssh(0)->cookie, "0123456789abcdef"));
    CU_ASSERT(ssh(0)->firstkexfollows);
}

/* MD5 worked out by md5sum. */
static void
a_fingerprint_is_made_of_what_its_side_sends(void)
{
    new_talk();
    server("SSH-2.0-b\r\n");
    offers(NC_SERVER, client_lists, "");
    client("SSH-2.0-a\r\n");
    offers(NC_CLIENT, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(ssh(0)->algorithms, "curve25519-sha256,ecdh-sha2-nistp256;aes128-cbc;"
                                               "hmac-sha1,hmac-md5;zlib@openssh.com");
    CU_ASSERT_STRING_EQUAL(ssh(0)->hassh, "cbf92ffc0a10c6b36a21ea1358ed19bc");
    CU_ASSERT_STRING_EQUAL(ssh(1)->algorithms, "curve25519-sha256,ecdh-sha2-nistp256;"
                                               "aes256-ctr,aes128-ctr;hmac-sha2-256;none,zlib");
    CU_ASSERT_STRING_EQUAL(ssh(1)->hassh, "87ac61e058ead4fba04a438ccc230548");
}

static void
messages_that_say_nothing_may_come_before_it(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    sends(NC_CLIENT, "\2\0\0\0\1x", 6);
    sends(NC_CLIENT, "\4\1\0\0\0\1x\0\0\0\0", 11);
    offers(NC_CLIENT, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 2);
}

static void
talks_of(unsigned before)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    while (before--)
        sends(NC_CLIENT, "\2\0\0\0\1x", 6);
    offers(NC_CLIENT, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
}

static void
more_than_fifteen_of_them_are_not_waited_for(void)
{
    talks_of(15);
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 2);
    talks_of(16);
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 0);
}

static void
who_takes_leave_has_offered_nothing(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    sends(NC_CLIENT, "\1\0\0\0\2\0\0\0\0\0\0\0\0", 13);
    offers(NC_CLIENT, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 0);
}

static void
version_1_has_an_identification_alone(void)
{
    new_talk();
    server("SSH-1.5-a\n");
    offers(NC_SERVER, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(ssh(0)->version, "1.5");
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 0);
}

static void
nothing_is_read_behind_the_offer(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    offers(NC_CLIENT, client_lists, "");
    offers(NC_CLIENT, client_lists, "");
    client("SSH-2.0-c\r\n");
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
who_answers_in_other_words_has_no_record(void)
{
    new_talk();
    server("SSH-2.0-b\r\n");
    client("GET / HTTP/1.1\r\n\r\nSSH-2.0-a\r\n");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT(!ssh(0)->isclient);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
says_identification_of(size_t size)
{
    char line[300];

    memset(line, 'x', sizeof line);
    memcpy(line, "SSH-2.0-", 8);
    line[size - 1] = '\n';
    new_talk();
    says(NC_CLIENT, line, size);
}

static void
an_identification_has_at_most_255_bytes(void)
{
    says_identification_of(254);
    CU_ASSERT_EQUAL(play(), 1);
    says_identification_of(255);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(strlen(ssh(0)->ident), 254);
    says_identification_of(256);
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "identification longer than 255 bytes");
}

static void
says_beginning(const char *hex)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 0);
}

static void
what_is_no_packet_leaves_the_identification(void)
{
    says_beginning("000088b9 04 14");
    says_beginning("00000100 03 14");
    says_beginning("00000005 04 14");
    says_beginning("00000100 04 15");
    says_beginning("00000100 04 00");
}

static void
lists_that_lie_are_malformed(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    says_hex(NC_CLIENT, "0000001c 04 14 000102030405060708090a0b0c0d0e0f 00000007 6162 00000000");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "key exchange shorter than its lists");
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 0);
    CU_ASSERT_STRING_EQUAL(ssh(0)->ident, "SSH-2.0-a");
}

static void
behind_a_gap_nothing_is_read(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    loses(NC_CLIENT, 8);
    offers(NC_CLIENT, client_lists, "");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    CU_ASSERT_EQUAL(ssh(0)->n_kexalgorithms, 0);
}

static void
sound(void)
{
    server("SSH-2.0-OpenSSH_9.2\r\n");
    client("SSH-2.0-OpenSSH_9.3\r\n");
    offers(NC_CLIENT, client_lists, "");
    offers(NC_SERVER, client_lists, "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(either_side_is_known_by_its_identification),
        SENTENCE(a_beginning_may_yet_become_one),
        SENTENCE(other_words_are_not_claimed),
        SENTENCE(an_identification_has_version_software_and_comments),
        SENTENCE(software_may_have_dashes),
        SENTENCE(each_side_is_a_record_from_it_to_the_other),
        SENTENCE(an_offer_is_a_list_for_each_purpose),
        SENTENCE(a_fingerprint_is_made_of_what_its_side_sends),
        SENTENCE(messages_that_say_nothing_may_come_before_it),
        SENTENCE(more_than_fifteen_of_them_are_not_waited_for),
        SENTENCE(who_takes_leave_has_offered_nothing),
        SENTENCE(version_1_has_an_identification_alone),
        SENTENCE(nothing_is_read_behind_the_offer),
        SENTENCE(who_answers_in_other_words_has_no_record),
        SENTENCE(an_identification_has_at_most_255_bytes),
        SENTENCE(what_is_no_packet_leaves_the_identification),
        SENTENCE(lists_that_lie_are_malformed),
        SENTENCE(behind_a_gap_nothing_is_read),
        SENTENCES_END
    };

    return stream_sentences("ssh", sound, own);
}
