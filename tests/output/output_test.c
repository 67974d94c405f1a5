/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "output/compress.h"
#include "core_helper.h"
#include "output/header.h"
#include "output/output.h"
#include "random_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PACKETS = 20, RECORDS = 1500, FILE_ROOM = 8 << 20 };

static uint8_t first[FILE_ROOM], second[FILE_ROOM], inflated[FILE_ROOM];
static struct random_source source;

/* A worker's share of the work, for output that waits. */
static bool
do_blocks(void *shared)
{
    struct task task;

    while (task_claim(shared, 0, &task) && !task.batch) {
        struct block *b = &((struct shared *)shared)->blocks[task.block];

        b->packed_size = (uint32_t)compress_block(b->raw, b->size, b->packed, sizeof b->packed);
        task_finish(shared, &task);
    }
    return true;
}

static bool
no_workers(void *context)
{
    (void)context;
    return false;
}

static struct output *
open_output(const char *name, bool gzip)
{
    struct output_options options = { .folder = in_folder(name), .gzip = gzip, .source = "test" };

    setenv("SOURCE_DATE_EPOCH", "1", 1);
    header_set_time();
    return output_create(&options, fresh_shared(), abc_catalog(), abc_settings(), do_blocks,
                         the_shared());
}

static bool
close_output(struct output *o, bool keep)
{
    bool ok = output_finish(o, keep);

    output_destroy(o);
    return ok;
}

/* Ten of a hundred are long; one is longer than a block. */
static size_t
random_length(uint32_t i)
{
    if (i == RECORDS / 2)
        return BLOCK_TARGET + 77777;
    return 1 + random_number(&source, random_number(&source, 10) ? 200 : 20000);
}

/* The same records whatever the batches. */
static void
write_records(const char *name, bool gzip, uint32_t per_batch)
{
    struct output *o = open_output(name, gzip);

    random_source_reset(&source, 1);
    for (uint32_t i = 0; i < RECORDS;) {
        struct batch *b = fresh_batch(per_batch);
        struct room *r = &b->rooms[STAGE_DISSECT];

        for (uint32_t p = 0; p < per_batch && i < RECORDS; p++, i++) {
            room_begin(r, p);
            CU_ASSERT_FATAL(add_record(r, i % 2, (uint8_t)i, random_length(i)));
            room_commit(r, p);
        }
        CU_ASSERT_FATAL(output_take(o, b, UINT32_MAX));
        output_reopen(o, STAGE_DISSECT);
        CU_ASSERT_FATAL(output_collect(o));
    }
    CU_ASSERT(close_output(o, true));
}

static void
files_are_the_same(const char *one, const char *other)
{
    size_t n = load(one, first, sizeof first);

    CU_ASSERT(n > 100 && n < sizeof first);
    CU_ASSERT_EQUAL(load(other, second, sizeof second), n);
    CU_ASSERT_EQUAL(memcmp(first, second, n), 0);
}

static void
compressed_files_do_not_depend_on_the_batches(void)
{
    write_records("all", true, RECORDS);
    write_records("one", true, 1);
    write_records("some", true, 37);
    files_are_the_same("all/A.ncap.gz", "one/A.ncap.gz");
    files_are_the_same("all/B.ncap.gz", "one/B.ncap.gz");
    files_are_the_same("all/A.ncap.gz", "some/A.ncap.gz");
}

static void
plain_files_do_not_depend_on_the_batches(void)
{
    write_records("all", false, RECORDS);
    write_records("one", false, 1);
    files_are_the_same("all/A.ncap", "one/A.ncap");
    files_are_the_same("all/B.ncap", "one/B.ncap");
}

static void
a_compressed_file_holds_what_the_plain_one_does(void)
{
    size_t n, m;
    gzFile file;

    write_records("plain", false, 100);
    write_records("packed", true, 100);
    file = gzopen(in_folder("packed/A.ncap.gz"), "rb");
    n = (size_t)gzread(file, inflated, sizeof inflated);
    gzclose(file);
    m = load("plain/A.ncap", first, sizeof first);
    CU_ASSERT(m > (RECORDS / 2) * 100);
    CU_ASSERT_EQUAL(n, m);
    CU_ASSERT_EQUAL(memcmp(first, inflated, m), 0);
}

/* Bytes of records behind the header in a compressed file, which go to the front of inflated. */
static size_t
content(const char *name)
{
    gzFile file = gzopen(in_folder(name), "rb");
    size_t n = (size_t)gzread(file, inflated, sizeof inflated), header;

    gzclose(file);
    header = n ? inflated[0] + 1u : 0; /* short enough for one byte of length */
    memmove(inflated, inflated + header, n - header);
    return n - header;
}

/* One record of type A and no more. */
static struct output *
with_one_record(const char *name, bool gzip)
{
    struct output *o = open_output(name, gzip);
    struct batch *b = fresh_batch(1);

    add_record(&b->rooms[0], 0, 'a', 100);
    output_take(o, b, UINT32_MAX);
    return o;
}

static void
a_file_is_named_part_until_all_is_written(void)
{
    struct output *o = with_one_record("part", false);

    CU_ASSERT(exists("part/A.ncap.part"));
    CU_ASSERT_FALSE(exists("part/A.ncap"));
    CU_ASSERT(close_output(o, true));
    CU_ASSERT(exists("part/A.ncap"));
    CU_ASSERT_FALSE(exists("part/A.ncap.part"));
}

static void
files_that_are_not_kept_stay_part(void)
{
    close_output(with_one_record("left", false), false);
    CU_ASSERT(exists("left/A.ncap.part"));
    CU_ASSERT_FALSE(exists("left/A.ncap"));
    CU_ASSERT(load("left/A.ncap.part", first, sizeof first) > 100);
}

static void
a_type_without_records_has_no_file(void)
{
    CU_ASSERT(close_output(with_one_record("none", false), true));
    CU_ASSERT_FALSE(exists("none/B.ncap"));
    CU_ASSERT_FALSE(exists("none/B.ncap.part"));
}

static void
files_of_an_older_run_are_removed(void)
{
    struct output *o = with_one_record("stale", false);

    save("stale/A.ncap.gz", "old");
    save("stale/B.ncap", "old");
    save("stale/C.ncap.gz", "old");
    save("stale/other.ncap", "not ours");
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_FALSE(exists("stale/A.ncap.gz") || exists("stale/B.ncap") ||
                    exists("stale/C.ncap.gz"));
    CU_ASSERT(exists("stale/A.ncap") && exists("stale/other.ncap"));
}

static void
files_of_an_older_run_stay_when_nothing_is_kept(void)
{
    struct output *o = with_one_record("older", false);

    save("older/A.ncap", "old");
    save("older/B.ncap", "old");
    close_output(o, false);
    CU_ASSERT(exists("older/A.ncap") && exists("older/B.ncap"));
}

static void
missing_folders_are_made(void)
{
    CU_ASSERT(close_output(with_one_record("a/b/c", false), true));
    CU_ASSERT(exists("a/b/c/A.ncap"));
}

static void
a_folder_that_cannot_be_made_is_said(void)
{
    save("file", "");
    hear();
    CU_ASSERT_PTR_NULL(open_output("file/inside", false));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "file/inside: cannot write records there: "));
}

static void
a_full_disk_is_said_once(void)
{
    struct output *o = open_output("full", false);
    struct batch *b = fresh_batch(1);
    const char *said;

    CU_ASSERT_EQUAL_FATAL(symlink("/dev/full", in_folder("full/A.ncap.part")), 0);
    add_record(&b->rooms[0], 0, 'a', 100);
    hear();
    CU_ASSERT_FALSE(output_take(o, b, UINT32_MAX));
    CU_ASSERT_FALSE(output_take(o, b, UINT32_MAX));
    CU_ASSERT_FALSE(close_output(o, true));
    said = heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "A.ncap.part: cannot write: No space left on device"));
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
    CU_ASSERT_FALSE(exists("full/A.ncap"));
}

static void
a_file_that_cannot_be_created_is_said(void)
{
    struct output *o = open_output("dir", false);
    struct batch *b = fresh_batch(1);

    CU_ASSERT_EQUAL_FATAL(mkdir(in_folder("dir/A.ncap.part"), 0700), 0);
    add_record(&b->rooms[0], 0, 'a', 100);
    hear();
    CU_ASSERT_FALSE(output_take(o, b, UINT32_MAX));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "A.ncap.part: cannot create: "));
    output_destroy(o);
}

static void
a_block_that_could_not_be_compressed_is_said(void)
{
    struct output *o = with_one_record("unpacked", true);
    struct task task;

    CU_ASSERT(output_flush(o));
    CU_ASSERT_FATAL(task_claim(the_shared(), 0, &task));
    the_shared()->blocks[task.block].packed_size = BLOCK_PACKED + 1;
    task_finish(the_shared(), &task);
    hear();
    CU_ASSERT_FALSE(output_collect(o));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "A.ncap.gz.part: cannot compress a block"));
    output_destroy(o);
}

static void
a_block_whose_worker_died_is_given_out_again(void)
{
    struct shared *shared = the_shared();
    struct output *o = with_one_record("retry", true);
    struct task task;

    output_flush(o);
    CU_ASSERT(task_claim(shared, 5, &task));
    CU_ASSERT_FALSE(task_claim(shared, 6, &task));
    output_retry(o, 4);
    CU_ASSERT_FALSE(task_claim(shared, 6, &task));
    output_retry(o, 5);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT(exists("retry/A.ncap.gz"));
}

static void
blocks_are_written_in_order_whoever_is_first(void)
{
    struct shared *shared = the_shared();
    struct output *o = with_one_record("order", true);
    struct batch *b = fresh_batch(1);

    output_flush(o);
    atomic_store(&shared->block_states[0], TASK_TAKEN); /* a slow worker */
    output_reopen(o, STAGE_DISSECT);
    add_record(&b->rooms[0], 0, 'b', 100);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT(output_flush(o));
    do_blocks(shared);
    CU_ASSERT_FALSE(output_is_ready(o));
    CU_ASSERT(output_collect(o));
    atomic_store(&shared->block_states[0], TASK_READY);
    do_blocks(shared);
    CU_ASSERT(output_is_ready(o));
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(content("order/A.ncap.gz"), 200);
    CU_ASSERT(inflated[0] == 'a' && inflated[199] == 'b');
}

static void
output_gives_up_when_no_worker_is_left(void)
{
    struct output_options options = { .folder = in_folder("lost"), .gzip = true, .source = "test" };
    struct output *o =
        output_create(&options, fresh_shared(), abc_catalog(), abc_settings(), no_workers, NULL);
    struct batch *b = fresh_batch(1);

    add_record(&b->rooms[0], 0, 'a', 100);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_FALSE(close_output(o, true));
    CU_ASSERT_FALSE(exists("lost/A.ncap.gz"));
}

static void
what_was_written_is_counted(void)
{
    struct output *o = with_one_record("count", false);
    struct output_stats stats = output_stats(o, 0);

    CU_ASSERT_STRING_EQUAL(stats.name, "A");
    CU_ASSERT_EQUAL(stats.records, 1);
    CU_ASSERT_EQUAL(stats.bytes, 100);
    CU_ASSERT_PTR_NULL(output_stats(o, 1).name);
    CU_ASSERT_EQUAL(output_records(o), 1);
    close_output(o, false);
}

/* One record of type A for a packet, from a stage. */
static void
put(struct batch *b, uint32_t stage, uint32_t packet, uint8_t byte, size_t n)
{
    struct room *r = &b->rooms[stage];

    room_begin(r, packet);
    CU_ASSERT_FATAL(add_record(r, 0, byte, n));
    room_commit(r, packet);
}

/* A batch that goes through three stages, and a file for it. */
static struct output *
with_stages(const char *name)
{
    struct output *o = open_output(name, true);

    the_shared()->n_stages = 3;
    fresh_batch(PACKETS);
    return o;
}

/* What type A's file holds at last: records of one byte each. */
static const char *
bytes_of(struct output *o, const char *name)
{
    CU_ASSERT(close_output(o, true));
    inflated[content(name)] = '\0';
    return (const char *)inflated;
}

static void
records_of_all_stages_stand_in_the_order_of_packets(void)
{
    struct output *o = with_stages("merged");
    struct batch *b = &the_shared()->batches[0];

    put(b, 0, 0, 'a', 1);
    put(b, 0, 4, 'e', 1);
    put(b, 1, 1, 'b', 1);
    put(b, 1, 5, 'f', 1);
    put(b, 2, 2, 'c', 1);
    put(b, 2, 3, 'd', 1);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "merged/A.ncap.gz"), "abcdef");
}

static void
of_one_packet_the_earlier_stage_comes_first(void)
{
    struct output *o = with_stages("stages");
    struct batch *b = &the_shared()->batches[0];

    for (uint32_t stage = 3; stage-- > 0;) {
        put(b, stage, 7, (uint8_t)('a' + 2 * stage), 1);
        put(b, stage, 7, (uint8_t)('b' + 2 * stage), 1);
    }
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "stages/A.ncap.gz"), "abcdef");
}

static void
records_of_packets_that_are_not_through_wait(void)
{
    struct output *o = with_stages("waits");
    struct batch *b = &the_shared()->batches[0];

    for (uint32_t i = 0; i < 6; i++)
        put(b, 0, i, (uint8_t)('a' + i), 1);
    CU_ASSERT(output_take(o, b, 2));
    CU_ASSERT_EQUAL(output_records(o), 2);
    put(b, 1, 3, 'D', 1); /* a later stage comes to the third only now */
    CU_ASSERT(output_take(o, b, 4));
    CU_ASSERT_EQUAL(output_records(o), 5);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "waits/A.ncap.gz"), "abcdDef");
}

static void
nothing_is_taken_twice(void)
{
    struct output *o = with_stages("once");
    struct batch *b = &the_shared()->batches[0];

    put(b, 0, 0, 'a', 1);
    for (int i = 0; i < 3; i++)
        CU_ASSERT(output_take(o, b, UINT32_MAX));
    put(b, 0, 1, 'b', 1);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "once/A.ncap.gz"), "ab");
}

static void
a_room_that_begins_anew_is_read_from_its_beginning(void)
{
    struct output *o = with_stages("anew");
    struct batch *b = &the_shared()->batches[0];

    put(b, 0, 0, 'a', 1);
    put(b, 1, 0, 'b', 1);
    CU_ASSERT(output_take(o, b, 1));
    room_clear(&b->rooms[0]);
    output_reopen(o, 0);
    put(b, 0, 1, 'c', 1);
    put(b, 1, 1, 'd', 1); /* its room goes on */
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_STRING_EQUAL(bytes_of(o, "anew/A.ncap.gz"), "abcd");
}

/* The records of a packet and stage are the same in each round; long ones are split over chunks. */
static size_t
length_of(uint32_t packet, uint32_t stage)
{
    random_source_reset(&source, 1 + packet * 3 + stage);
    return random_number(&source, 3) ? 1 + random_number(&source, 40000) : 0;
}

/* Each stage may be ahead of what is taken over, and begin anew once all it did is. */
static void
take_in_steps(struct output *o, uint64_t seed)
{
    static struct random_source steps;
    struct batch *b = &the_shared()->batches[0];
    uint32_t ahead[3] = { 0 }, upto = 0;

    random_source_reset(&steps, seed);
    while (upto < PACKETS) {
        upto += 1 + (uint32_t)random_number(&steps, PACKETS);
        upto = upto < PACKETS ? upto : PACKETS;
        for (uint32_t stage = 0; stage < 3; stage++) {
            uint32_t to = upto + (uint32_t)random_number(&steps, 3);

            for (; ahead[stage] < to && ahead[stage] < PACKETS; ahead[stage]++)
                if (length_of(ahead[stage], stage))
                    put(b, stage, ahead[stage], (uint8_t)(ahead[stage] * 3 + stage),
                        length_of(ahead[stage], stage));
        }
        CU_ASSERT_FATAL(output_take(o, b, upto < PACKETS ? upto : UINT32_MAX) && output_collect(o));
        for (uint32_t stage = 0; stage < 3; stage++)
            if (ahead[stage] == upto && random_number(&steps, 2)) {
                room_clear(&b->rooms[stage]);
                output_reopen(o, stage);
            }
    }
}

static void
files_do_not_depend_on_where_rooms_were_full(void)
{
    struct output *o = with_stages("steps0");

    take_in_steps(o, 1);
    CU_ASSERT(close_output(o, true));
    for (uint64_t seed = 2; seed < 30; seed++) {
        o = with_stages("steps1");
        take_in_steps(o, seed);
        CU_ASSERT(close_output(o, true));
        files_are_the_same("steps0/A.ncap.gz", "steps1/A.ncap.gz");
    }
}

static void
files_hold_what_every_stage_wrote(void)
{
    struct output *o = with_stages("sum");
    size_t at = 0, n;

    take_in_steps(o, 77);
    CU_ASSERT(close_output(o, true));
    n = content("sum/A.ncap.gz");
    for (uint32_t i = 0; i < 3 * PACKETS; i++)
        for (size_t length = length_of(i / 3, i % 3); length && at < n; length--)
            CU_ASSERT_FATAL(inflated[at++] == (uint8_t)i);
    CU_ASSERT_EQUAL(at, n);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(compressed_files_do_not_depend_on_the_batches),
        SENTENCE(plain_files_do_not_depend_on_the_batches),
        SENTENCE(a_compressed_file_holds_what_the_plain_one_does),
        SENTENCE(a_file_is_named_part_until_all_is_written),
        SENTENCE(files_that_are_not_kept_stay_part),
        SENTENCE(a_type_without_records_has_no_file),
        SENTENCE(files_of_an_older_run_are_removed),
        SENTENCE(files_of_an_older_run_stay_when_nothing_is_kept),
        SENTENCE(missing_folders_are_made),
        SENTENCE(a_folder_that_cannot_be_made_is_said),
        SENTENCE(a_full_disk_is_said_once),
        SENTENCE(a_file_that_cannot_be_created_is_said),
        SENTENCE(a_block_that_could_not_be_compressed_is_said),
        SENTENCE(a_block_whose_worker_died_is_given_out_again),
        SENTENCE(blocks_are_written_in_order_whoever_is_first),
        SENTENCE(output_gives_up_when_no_worker_is_left),
        SENTENCE(what_was_written_is_counted),
        SENTENCE(records_of_all_stages_stand_in_the_order_of_packets),
        SENTENCE(of_one_packet_the_earlier_stage_comes_first),
        SENTENCE(records_of_packets_that_are_not_through_wait),
        SENTENCE(nothing_is_taken_twice),
        SENTENCE(a_room_that_begins_anew_is_read_from_its_beginning),
        SENTENCE(files_do_not_depend_on_where_rooms_were_full),
        SENTENCE(files_hold_what_every_stage_wrote),
        SENTENCES_END
    };
    int failed = sentences("output", own);

    remove_folder();
    return failed;
}
