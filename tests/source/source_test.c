/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of files, compressed in each way, whole or broken. */
#include "source/source.h"

#include "capture_helper.h"
#include "pack_helper.h"
#include "slow_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#define PLAIN 600000u
#define MOST (2 * PLAIN)

static uint8_t plain[PLAIN], packed[MOST], unpacked[MOST];
static char damage[256], compression[16];
static ssize_t ended; /* what the last read returned */
static uint64_t position;

/* Reads the path in pieces; how many bytes came. */
static size_t
unpack(const char *path, size_t piece)
{
    struct source *source = source_open(path);
    size_t used = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    do {
        size_t space = MOST - used < piece ? MOST - used : piece;

        ended = source_read(source, unpacked + used, space, -1);
        used += ended > 0 ? (size_t)ended : 0;
    } while ((ended > 0 && used < MOST) || ended == SOURCE_WAIT);
    snprintf(damage, sizeof damage, "%s", source_damage(source) ? source_damage(source) : "");
    snprintf(compression, sizeof compression, "%s", source_compression(source));
    position = source_position(source);
    source_close(source);
    return used;
}

static void
check_whole(const char *name, size_t n)
{
    CU_ASSERT_EQUAL(ended, 0);
    CU_ASSERT_STRING_EQUAL(damage, "");
    CU_ASSERT_STRING_EQUAL(compression, name);
    CU_ASSERT_EQUAL(memcmp(unpacked, plain, n), 0);
}

static void
plain_files_come_as_they_are(void)
{
    make_plain(plain, PLAIN);
    save("f", plain, PLAIN);
    CU_ASSERT_EQUAL(unpack(in_folder("f"), 70001), PLAIN);
    check_whole("none", PLAIN);
    CU_ASSERT_EQUAL(position, PLAIN);
}

static void
short_files_come_as_they_are(void)
{
    for (size_t n = 0; n < 10; n++) {
        make_plain(plain, PLAIN);
        save("f", plain, n);
        CU_ASSERT_EQUAL(unpack(in_folder("f"), 3), n);
        check_whole("none", n);
    }
}

static void
every_compression_is_undone(void)
{
    static const size_t pieces[] = { 1, 999, MOST };

    make_plain(plain, PLAIN);
    for (size_t i = 0; i < WAYS; i++)
        for (size_t j = 0; j < 3; j++) {
            size_t n = j == 0 ? 5000 : PLAIN;

            save("f", packed, ways[i].pack(packed, MOST, plain, n));
            CU_ASSERT_EQUAL(unpack(in_folder("f"), pieces[j]), n);
            check_whole(ways[i].name, n);
        }
}

static void
members_one_after_the_other_are_one_source(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0; i < WAYS; i++) {
        size_t n = 0, used = 0;

        for (size_t part = 1; n + part < 60000; n += part, part = part * 2 + 1)
            used += ways[i].pack(packed + used, MOST - used, plain + n, part);
        save("f", packed, used);
        CU_ASSERT_EQUAL(unpack(in_folder("f"), MOST), n);
        check_whole(ways[i].name, n);
    }
}

static void
a_file_of_many_small_gzip_members_is_one_source(void)
{
    size_t used = 0;

    make_plain(plain, PLAIN);
    for (size_t i = 0; i < 20000; i++)
        used += ways[0].pack(packed + used, MOST - used, plain + i, 1);
    save("f", packed, used);
    CU_ASSERT_EQUAL(unpack(in_folder("f"), 100), 20000);
    check_whole("gzip", 20000);
}

static void
an_empty_member_is_no_end(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0, used; i < WAYS; i++) {
        used = ways[i].pack(packed, MOST, plain, 0);
        used += ways[i].pack(packed + used, MOST - used, plain, 100);
        save("f", packed, used);
        CU_ASSERT_EQUAL(unpack(in_folder("f"), MOST), 100);
        check_whole(ways[i].name, 100);
    }
}

static void
zeros_after_the_end_are_padding(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0, used; i < WAYS; i++) {
        used = ways[i].pack(packed, MOST, plain, 1000);
        memset(packed + used, 0, 512);
        save("f", packed, used + 512);
        CU_ASSERT_EQUAL(unpack(in_folder("f"), MOST), 1000);
        check_whole(ways[i].name, 1000);
    }
}

static void
other_bytes_after_the_end_are_damage(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0, used; i < WAYS; i++) {
        used = ways[i].pack(packed, MOST, plain, 1000);
        memcpy(packed + used, "this is something else, and not short", 37);
        save("f", packed, used + 37);
        CU_ASSERT_EQUAL(unpack(in_folder("f"), MOST), 1000);
        CU_ASSERT_EQUAL(ended, -1);
        CU_ASSERT_STRING_NOT_EQUAL(damage, "");
    }
}

static void
a_cut_file_gives_what_comes_before_the_cut(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0; i < WAYS; i++) {
        size_t used = ways[i].pack(packed, MOST, plain, PLAIN), got_bytes;

        save("f", packed, used / 2);
        got_bytes = unpack(in_folder("f"), 4096);
        CU_ASSERT_TRUE(got_bytes > PLAIN / 4 && got_bytes < PLAIN);
        CU_ASSERT_EQUAL(memcmp(unpacked, plain, got_bytes), 0);
        CU_ASSERT_EQUAL(ended, -1);
        CU_ASSERT_PTR_NOT_NULL(strstr(damage, "file: cut short"));
        CU_ASSERT_PTR_NOT_NULL(strstr(damage, ways[i].name));
        CU_ASSERT_EQUAL(position, used / 2);
    }
}

static void
every_cut_is_damage(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0; i < WAYS; i++) {
        size_t used = ways[i].pack(packed, MOST, plain, 300);

        for (size_t size = 6; size < used; size++) {
            save("f", packed, size);
            CU_ASSERT_TRUE(unpack(in_folder("f"), MOST) <= 300);
            CU_ASSERT_EQUAL(ended, -1);
        }
    }
}

static void
a_wrong_checksum_is_damage(void)
{
    make_plain(plain, PLAIN);
    size_t used = ways[0].pack(packed, MOST, plain, 3000);

    packed[used - 6] ^= 0x10;
    save("f", packed, used);
    CU_ASSERT_EQUAL(unpack(in_folder("f"), MOST), 3000);
    CU_ASSERT_EQUAL(ended, -1);
    CU_ASSERT_STRING_NOT_EQUAL(damage, "");
}

static void
damage_costs_as_little_however_much_is_read_at_once(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0, used; i < WAYS; i++) {
        used = ways[i].pack(packed, MOST, plain, PLAIN);
        memset(packed + used / 4 * 3, 0xff, 40);
        save("f", packed, used);
        CU_ASSERT_EQUAL(unpack(in_folder("f"), MOST), unpack(in_folder("f"), 4096));
        CU_ASSERT_EQUAL(memcmp(unpacked, plain, PLAIN / 4), 0);
    }
}

static void
no_changed_byte_breaks_a_decoder(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0; i < WAYS; i++) {
        size_t used = ways[i].pack(packed, MOST, plain, 400);

        for (size_t at = 0; at < used; at++) {
            packed[at] ^= 0xa5;
            save("f", packed, used);
            unpack(in_folder("f"), MOST);
            CU_ASSERT_EQUAL(ended == -1, *damage != '\0');
            packed[at] ^= 0xa5;
        }
    }
}

static void
a_pipe_with_nothing_in_it_says_wait(void)
{
    struct source *source;
    uint8_t bytes[100];

    mkfifo(in_folder("pipe"), 0600);

    int writer = open(in_folder("pipe"), O_RDWR);

    source = source_open(in_folder("pipe"));
    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, 10), SOURCE_WAIT);
    CU_ASSERT_EQUAL(write(writer, "0123456789", 10), 10);
    CU_ASSERT_TRUE(source_read(source, bytes, sizeof bytes, 10) > 0);
    while (source_read(source, bytes, sizeof bytes, 10) > 0)
        ;
    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, 10), SOURCE_WAIT);
    source_close(source);
    close(writer);
}

static void
what_a_decoder_holds_comes_before_waiting(void)
{
    memset(plain, 7, PLAIN);
    for (size_t i = 0; i < WAYS; i++) {
        size_t used = ways[i].pack(packed, MOST, plain, PLAIN) - 8, all = 0, most;

        save("f", packed, used);
        most = unpack(in_folder("f"), MOST);
        unlink(in_folder("pipe"));
        mkfifo(in_folder("pipe"), 0600);

        int writer = open(in_folder("pipe"), O_RDWR);
        struct source *source = source_open(in_folder("pipe"));

        CU_ASSERT_EQUAL(write(writer, packed, used), (ssize_t)used);
        while ((ended = source_read(source, unpacked, 1000, 10)) > 0)
            all += (size_t)ended;
        CU_ASSERT_EQUAL(ended, SOURCE_WAIT);
        CU_ASSERT_EQUAL(all, most);
        source_close(source);
        close(writer);
    }
}

static void
check_one_by_one(const char *name, size_t used)
{
    unlink(in_folder("pipe"));
    mkfifo(in_folder("pipe"), 0600);

    pid_t child = write_slowly(in_folder("pipe"), packed, used, 1);

    CU_ASSERT_EQUAL(unpack(in_folder("pipe"), MOST), 1000);
    check_whole(name, 1000);
    wait_for_writer(child);
}

static void
compressed_bytes_through_a_pipe_one_by_one_come_whole(void)
{
    make_plain(plain, PLAIN);
    for (size_t i = 0; i < WAYS; i++) {
        size_t used = ways[i].pack(packed, MOST, plain, 700);

        used += ways[i].pack(packed + used, MOST - used, plain + 700, 300);
        check_one_by_one(ways[i].name, used);
    }
}

static void
a_gzip_header_with_all_fields_may_come_one_by_one(void)
{
    static const uint8_t fields[] = "\x1f\x8b\x08\x1e\0\0\0\0\0\x03\x05\0extraname\0comment";
    size_t n = sizeof fields, over = n + 2 - 10; /* 10: the header that it takes the place of */
    uLong crc = crc32(0, fields, (uInt)n);

    make_plain(plain, PLAIN);
    size_t used = over + ways[0].pack(packed + over, MOST - over, plain, 1000);

    memcpy(packed, fields, n);
    packed[n] = (uint8_t)crc;
    packed[n + 1] = (uint8_t)(crc >> 8);
    check_one_by_one("gzip", used);
}

static void
a_missing_file_says_why(void)
{
    errno = 0;
    CU_ASSERT_PTR_NULL(source_open(in_folder("nothing")));
    CU_ASSERT_EQUAL(errno, ENOENT);
}

static void
a_folder_cannot_be_read(void)
{
    CU_ASSERT_EQUAL(unpack(the_folder(), 10), 0);
    CU_ASSERT_EQUAL(ended, -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(damage, "Is a directory"));
}

static void
a_cut_compressed_capture_gives_its_first_packets(void)
{
    struct made file = { .used = 0 };

    pcap_header(&file, PCAP_MAGIC_MICRO, 4, 1);
    for (uint32_t i = 0; i < 1000; i++)
        pcap_record(&file, i, 0, 400, 400);
    for (size_t i = 0; i < WAYS; i++) {
        size_t used = ways[i].pack(packed, MOST, file.data, file.used);

        save("f.pcap", packed, used);
        read_path(in_folder("f.pcap"));
        CU_ASSERT_EQUAL(n_got, 1000);
        CU_ASSERT_FALSE(damaged);
        save("f.pcap", packed, used - 20);
        read_path(in_folder("f.pcap"));
        CU_ASSERT_TRUE(n_got > 500);
        CU_ASSERT_TRUE(damaged);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "(decompressed): the file is damaged at byte"));
    }
    done_with(&file);
}

static const CU_TestInfo tests[] = {
    TEST(plain_files_come_as_they_are),
    TEST(short_files_come_as_they_are),
    TEST(every_compression_is_undone),
    TEST(members_one_after_the_other_are_one_source),
    TEST(a_file_of_many_small_gzip_members_is_one_source),
    TEST(an_empty_member_is_no_end),
    TEST(zeros_after_the_end_are_padding),
    TEST(other_bytes_after_the_end_are_damage),
    TEST(a_cut_file_gives_what_comes_before_the_cut),
    TEST(every_cut_is_damage),
    TEST(a_wrong_checksum_is_damage),
    TEST(damage_costs_as_little_however_much_is_read_at_once),
    TEST(no_changed_byte_breaks_a_decoder),
    TEST(a_pipe_with_nothing_in_it_says_wait),
    TEST(what_a_decoder_holds_comes_before_waiting),
    TEST(compressed_bytes_through_a_pipe_one_by_one_come_whole),
    TEST(a_gzip_header_with_all_fields_may_come_one_by_one),
    TEST(a_missing_file_says_why),
    TEST(a_folder_cannot_be_read),
    TEST(a_cut_compressed_capture_gives_its_first_packets),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_in_folder("source", tests);
}
