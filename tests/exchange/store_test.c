/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store_file.h"

#include "base/compress.h"
#include "base/memory.h"
#include "exchange/member.h"
#include "folder.h"
#include "harness.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCKS = 4, RECORDS = 900, SPACE = 1 << 16 };

static struct store store;
static struct store_sensor *sensor;
static uint8_t header[200], blocks[BLOCKS][RECORDS], member[SPACE], contents[SPACE];
static size_t header_size;
static char reason[TRANSPORT_WHY];

/* Of the run and set of these numbers. */
static void
make_header(const char *run, unsigned set)
{
    Types__Header is = TYPES__HEADER__INIT;

    is.created = (char *)"1795884480.000000";
    is.version = (char *)"v0";
    is.recordname = (char *)"types.Thing";
    is.runid = (char *)run;
    is.set = set;
    header_size = types__header__pack(&is, header);
    for (size_t b = 0; b < BLOCKS; b++)
        for (size_t i = 0; i < RECORDS; i++)
            blocks[b][i] = i % 9 ? (uint8_t)(i * (b + 3) >> 2) : 8;
}

static void
begin(void)
{
    const struct store_limits none = { 0 };

    CU_ASSERT_EQUAL_FATAL(store_open(&store, in_folder("tree"), &none), STATUS_DONE);
    sensor = store_sensor_open(&store, "branch-1", reason);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sensor);
}

static void
end(void)
{
    store_sensor_close(&store, sensor);
    store_close(&store);
}

static struct store_file *
open_file(void)
{
    struct store_file *file = store_file_open(&store, sensor, header, header_size, NULL, reason);

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    return file;
}

static uint64_t
place(size_t block)
{
    return 1 + header_size + block * RECORDS;
}

static bool
append(struct store_file *file, size_t block)
{
    struct block_id id = block_id_of(&file->id, place(block), blocks[block], RECORDS);
    size_t size = compress_block(blocks[block], RECORDS, member, sizeof member);

    return store_file_append(file, &id, RECORDS / 9, member, size, reason);
}

static const char *
in_tree(const char *name)
{
    static char path[300];

    snprintf(path, sizeof path, "tree/branch-1/%s", name);
    return path;
}

#define PART "Thing-20261128T164800Z.ncap.gz.part"
#define WHOLE "Thing-20261128T164800Z.ncap.gz"

static void
blocks_are_appended_and_the_file_gets_its_name(void)
{
    struct store_file *file;

    make_header("run", 1);
    begin();
    file = open_file();
    CU_ASSERT_EQUAL(file->end, place(0));
    for (size_t i = 0; i < BLOCKS; i++)
        CU_ASSERT(append(file, i));
    CU_ASSERT(exists(in_tree(PART)));
    CU_ASSERT_EQUAL(file->synced, place(0));
    CU_ASSERT(store_file_sync(file, reason));
    CU_ASSERT_EQUAL(file->synced, place(BLOCKS));
    CU_ASSERT(store_file_finish(file, reason));
    store_file_close(file);
    CU_ASSERT(exists(in_tree(WHOLE)));
    CU_ASSERT(!exists(in_tree(PART)));
    end();
}

static void
a_block_that_is_there_is_passed_over(void)
{
    struct store_file *file;
    uint64_t size;

    make_header("run", 1);
    begin();
    file = open_file();
    CU_ASSERT(append(file, 0));
    CU_ASSERT(append(file, 1));
    size = file->size;
    CU_ASSERT(append(file, 0));
    CU_ASSERT(append(file, 1));
    CU_ASSERT_EQUAL(file->size, size);
    CU_ASSERT(append(file, 2));
    store_file_close(file);
    end();
}

static void
what_is_not_what_it_says_is_refused(void)
{
    size_t size = compress_block(blocks[0], RECORDS, member, sizeof member);
    struct block_id id, wrong;
    struct store_file *file;

    make_header("run", 1);
    begin();
    file = open_file();
    id = block_id_of(&file->id, place(0), blocks[0], RECORDS);
    wrong = id;
    wrong.digest[0] ^= 1;
    CU_ASSERT(!store_file_append(file, &wrong, RECORDS / 9, member, size, reason));
    wrong = id;
    wrong.size--;
    CU_ASSERT(!store_file_append(file, &wrong, RECORDS / 9, member, size, reason));
    wrong = id;
    wrong.size = UINT32_MAX;
    CU_ASSERT(!store_file_append(file, &wrong, RECORDS / 9, member, size, reason));
    wrong = id;
    wrong.file.bytes[3] ^= 1;
    CU_ASSERT(!store_file_append(file, &wrong, RECORDS / 9, member, size, reason));
    wrong = id;
    wrong.offset = UINT64_MAX;
    CU_ASSERT(!store_file_append(file, &wrong, RECORDS / 9, member, size, reason));
    CU_ASSERT(!store_file_append(file, &id, RECORDS / 9 + 1, member, size, reason));
    CU_ASSERT(!store_file_append(file, &id, RECORDS / 9, member, size - 1, reason));
    CU_ASSERT(!exists(in_tree(PART)));
    CU_ASSERT(store_file_append(file, &id, RECORDS / 9, member, size, reason));
    store_file_close(file);
    end();
}

/* A kill leaves the file as long as anything. */
static void
a_file_that_ends_anywhere_goes_on_behind_its_last_block(void)
{
    struct store_file *file;
    uint64_t sizes[BLOCKS + 1] = { 0 };
    size_t size;

    make_header("run", 1);
    begin();
    file = open_file();
    for (size_t i = 0; i < BLOCKS; i++) {
        CU_ASSERT(append(file, i));
        sizes[i + 1] = file->size;
    }
    store_file_close(file);
    size = load(in_tree(PART), contents, sizeof contents);
    CU_ASSERT_EQUAL_FATAL(size, sizes[BLOCKS]);
    for (size_t cut = 0; cut <= size; cut += cut + 40 > size ? 1 : 13) {
        size_t blocks_left = 0;
        struct stat about;

        save(in_tree(PART), contents, cut);
        while (blocks_left < BLOCKS && sizes[blocks_left + 1] <= cut)
            blocks_left++;
        file = open_file();
        CU_ASSERT_EQUAL(file->end, place(blocks_left));
        if (blocks_left) {
            CU_ASSERT_EQUAL(stat(in_folder(in_tree(PART)), &about), 0);
            CU_ASSERT_EQUAL((uint64_t)about.st_size, sizes[blocks_left]);
        }
        for (size_t i = blocks_left; i < BLOCKS; i++)
            CU_ASSERT(append(file, i));
        store_file_close(file);
        CU_ASSERT_EQUAL(load(in_tree(PART), member, sizeof member), size);
        CU_ASSERT_EQUAL(memcmp(member, contents, size), 0);
    }
    end();
}

/* What was not synchronised may be anything after a power cut. */
static void
zeros_at_the_end_are_cut_off(void)
{
    struct store_file *file;
    size_t size;

    make_header("run", 1);
    begin();
    file = open_file();
    CU_ASSERT(append(file, 0));
    CU_ASSERT(append(file, 1));
    store_file_close(file);
    size = load(in_tree(PART), contents, sizeof contents);
    memset(contents + size - 100, 0, 100);
    save(in_tree(PART), contents, size);
    file = open_file();
    CU_ASSERT_EQUAL(file->end, place(1));
    store_file_close(file);
    end();
}

static void
a_file_that_is_closed_is_known_as_far_as_it_goes(void)
{
    struct store_file *file;

    make_header("run", 1);
    begin();
    file = open_file();
    CU_ASSERT(append(file, 0) && store_file_sync(file, reason) && store_file_finish(file, reason));
    store_file_close(file);
    file = open_file();
    CU_ASSERT_EQUAL(file->end, place(1));
    CU_ASSERT(append(file, 0));
    CU_ASSERT(!exists(in_tree(PART)));
    store_file_close(file);
    end();
}

/* How many files of records there are. */
static size_t
count_files(void)
{
    DIR *entries = opendir(in_folder("tree/branch-1"));
    const struct dirent *entry;
    size_t n = 0;

    while (entries && (entry = readdir(entries)))
        n += strstr(entry->d_name, ".ncap.gz") != NULL;
    if (entries)
        closedir(entries);
    return n;
}

static void
two_sets_of_one_second_are_two(void)
{
    struct store_file *file;

    begin();
    for (unsigned set = 1; set <= 2; set++) {
        make_header("run", set);
        file = open_file();
        CU_ASSERT(append(file, 0) && store_file_sync(file, reason));
        CU_ASSERT(store_file_finish(file, reason));
        store_file_close(file);
    }
    CU_ASSERT(exists(in_tree(WHOLE)));
    CU_ASSERT(exists(in_tree("Thing-20261128T164800Z-2.ncap.gz")));
    end();
}

static void
a_turn_closes_what_is_open_and_goes_on_in_another_set(void)
{
    struct store_file *file;

    make_header("run", 1);
    begin();
    file = open_file();
    CU_ASSERT(append(file, 0));
    CU_ASSERT(store_file_turn(sensor, file->set, reason));
    CU_ASSERT(exists(in_tree(WHOLE)));
    CU_ASSERT_EQUAL(count_files(), 1);
    CU_ASSERT(append(file, 1));
    CU_ASSERT_EQUAL(count_files(), 2);
    store_file_close(file);
    file = open_file();
    CU_ASSERT_EQUAL(file->end, place(2));
    CU_ASSERT_PTR_NOT_NULL(file->name);
    store_file_close(file);
    end();
}

int
main(void)
{
    static const CU_TestInfo own[] = {
        { "blocks_are_appended_and_the_file_gets_its_name",
          blocks_are_appended_and_the_file_gets_its_name },
        { "a_block_that_is_there_is_passed_over", a_block_that_is_there_is_passed_over },
        { "what_is_not_what_it_says_is_refused", what_is_not_what_it_says_is_refused },
        { "a_file_that_ends_anywhere_goes_on_behind_its_last_block",
          a_file_that_ends_anywhere_goes_on_behind_its_last_block },
        { "zeros_at_the_end_are_cut_off", zeros_at_the_end_are_cut_off },
        { "a_file_that_is_closed_is_known_as_far_as_it_goes",
          a_file_that_is_closed_is_known_as_far_as_it_goes },
        { "two_sets_of_one_second_are_two", two_sets_of_one_second_are_two },
        { "a_turn_closes_what_is_open_and_goes_on_in_another_set",
          a_turn_closes_what_is_open_and_goes_on_in_another_set },
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("store", own);
}
