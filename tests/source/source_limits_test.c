/* SPDX-License-Identifier: Apache-2.0 */
/* How much a file may unpack to, and how long a source keeps whoever reads from it. */
#include "source/source.h"

#include "capture_helper.h"
#include "pack_helper.h"

#include <fcntl.h>
#include <sys/stat.h>

#define PLAIN 600000u
#define MOST (2 * PLAIN)

static uint8_t plain[PLAIN], packed[MOST], unpacked[MOST];
static char damage[256];
static ssize_t ended; /* what the last read returned */
static uint64_t position, limit_bytes, limit_ratio; /* no limits when 0 */

/* Reads the path in pieces; how many bytes came. */
static size_t
unpack(const char *path, size_t piece)
{
    struct source *source = source_open(path);
    size_t used = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    source_limit(source, limit_bytes, limit_ratio);
    while ((ended = source_read(source, unpacked + used, piece, -1)) > 0)
        used += (size_t)ended;
    snprintf(damage, sizeof damage, "%s", source_damage(source) ? source_damage(source) : "");
    position = source_position(source);
    source_close(source);
    return used;
}

/* Of n bytes in a file of each kind, with these limits; what ended says. */
static void
check_limits(size_t n, uint64_t bytes, uint64_t ratio, size_t given, const char *why)
{
    for (size_t i = 0; i < WAYS; i++) {
        save("f", packed, ways[i].pack(packed, MOST, plain, n));
        limit_bytes = bytes;
        limit_ratio = ratio;
        CU_ASSERT_EQUAL(unpack(in_folder("f"), 4096), given);
        CU_ASSERT_EQUAL(ended, why ? -1 : 0);
        CU_ASSERT_TRUE(why ? strstr(damage, why) != NULL : !*damage);
        CU_ASSERT_EQUAL(memcmp(unpacked, plain, given), 0);
    }
    limit_bytes = limit_ratio = 0;
}

static void
a_file_may_unpack_to_just_so_many_bytes(void)
{
    make_plain(plain, PLAIN);
    check_limits(99999, 100000, 0, 99999, NULL);
    check_limits(100000, 100000, 0, 100000, NULL);
    check_limits(100001, 100000, 0, 100000, "file: it unpacks to more than 100000 bytes");
    check_limits(PLAIN, 1, 0, 1, "file: it unpacks to more than 1 bytes");
}

static void
a_file_may_unpack_to_just_so_many_times_its_size(void)
{
    memset(plain, 9, PLAIN);
    check_limits(4 * SOURCE_RATIO_FROM - 1, 0, 4, 4 * SOURCE_RATIO_FROM - 1, NULL);
    check_limits(4 * SOURCE_RATIO_FROM, 0, 4, 4 * SOURCE_RATIO_FROM, NULL);
    check_limits(4 * SOURCE_RATIO_FROM + 1, 0, 4, 4 * SOURCE_RATIO_FROM,
                 "file: it unpacks to more than 4 times its size");
}

static void
a_large_file_counts_with_its_own_size(void)
{
    make_plain(plain, PLAIN); /* which lessens by less than half */
    check_limits(PLAIN, 0, 2, PLAIN, NULL);
    CU_ASSERT_TRUE(position > SOURCE_RATIO_FROM);
}

static void
what_is_not_compressed_has_no_limits(void)
{
    make_plain(plain, PLAIN);
    save("f", plain, PLAIN);
    limit_bytes = limit_ratio = 1;
    CU_ASSERT_EQUAL(unpack(in_folder("f"), 4096), PLAIN);
    limit_bytes = limit_ratio = 0;
    CU_ASSERT_EQUAL(ended, 0);
}

static void
what_gives_nothing_for_long_says_wait(void)
{
    static const size_t zeros = 4 << 20;
    uint8_t bytes[100];
    size_t waits = 0;
    struct source *source;

    make_plain(plain, PLAIN);
    save("f", packed, ways[0].pack(packed, MOST, plain, 100));
    CU_ASSERT_EQUAL(truncate(in_folder("f"), (off_t)zeros), 0);
    source = source_open(in_folder("f"));
    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, -1), 100);
    while ((ended = source_read(source, bytes, sizeof bytes, -1)) == SOURCE_WAIT)
        waits++;
    CU_ASSERT_EQUAL(ended, 0);
    CU_ASSERT_TRUE(waits >= 8);
    source_close(source);
}

static void
a_named_pipe_without_a_writer_is_no_hindrance(void)
{
    struct source *source;
    uint8_t bytes[10];

    mkfifo(in_folder("pipe"), 0600);
    source = source_open(in_folder("pipe"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, 1), SOURCE_WAIT);

    int writer = open(in_folder("pipe"), O_WRONLY);

    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, 1), SOURCE_WAIT);
    CU_ASSERT_EQUAL(write(writer, "012345", 6), 6);
    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, 1), 6);
    close(writer);
    CU_ASSERT_EQUAL(source_read(source, bytes, sizeof bytes, -1), 0);
    source_close(source);
}

static const CU_TestInfo tests[] = {
    TEST(a_file_may_unpack_to_just_so_many_bytes),
    TEST(a_file_may_unpack_to_just_so_many_times_its_size),
    TEST(a_large_file_counts_with_its_own_size),
    TEST(what_is_not_compressed_has_no_limits),
    TEST(what_gives_nothing_for_long_says_wait),
    TEST(a_named_pipe_without_a_writer_is_no_hindrance),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_in_folder("source limits", tests);
}
