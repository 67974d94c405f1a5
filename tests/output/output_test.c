/* SPDX-License-Identifier: Apache-2.0 */
#include "output_helper.h"

#include "random_message.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { RECORDS = 1500 };

static uint8_t first[FILE_CAPACITY];
static struct random_source source;

static bool
no_workers(void *context)
{
    (void)context;
    return false;
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
            CU_ASSERT_FATAL(add_framed(r, i % 2, (uint8_t)i, random_length(i)));
            room_commit(r, p);
        }
        CU_ASSERT_FATAL(output_take(o, b, UINT32_MAX));
        output_reopen(o, STAGE_DISSECT);
        CU_ASSERT_FATAL(output_collect(o));
    }
    CU_ASSERT(close_output(o, true));
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

/* One record of type A and no more. */
static struct output *
with_one_record(const char *name, bool gzip)
{
    struct output *o = open_output(name, gzip);
    struct batch *b = fresh_batch(1);

    add_framed(&b->rooms[0], 0, 'a', 100);
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
a_file_that_cannot_be_named_keeps_no_other_from_its_name(void)
{
    struct output *o = open_output("stuck", false);
    struct batch *b = fresh_batch(1);

    CU_ASSERT(add_record(&b->rooms[0], 0, 'a', 100) && add_record(&b->rooms[0], 1, 'b', 100));
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    CU_ASSERT_EQUAL(mkdir(in_folder("stuck/A.ncap"), 0700), 0);
    hear();
    CU_ASSERT_FALSE(close_output(o, true));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "stuck/A.ncap.part: cannot rename: Is a directory"));
    CU_ASSERT(exists("stuck/A.ncap.part") && exists("stuck/B.ncap"));
}

static void
a_link_under_the_name_is_replaced_and_not_followed(void)
{
    struct output *o = with_one_record("link", false);

    save_text("mine", "mine");
    CU_ASSERT_EQUAL(symlink(in_folder("mine"), in_folder("link/A.ncap")), 0);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(load("mine", first, sizeof first), 4);
    CU_ASSERT(load("link/A.ncap", first, sizeof first) > 100);
}

static void
files_go_to_the_folder_that_was_opened_whatever_takes_its_name(void)
{
    struct output *o = with_one_record("opened", false);

    CU_ASSERT_EQUAL(rename(in_folder("opened"), in_folder("moved")), 0);
    CU_ASSERT_EQUAL(mkdir(in_folder("opened"), 0700), 0);
    save_text("opened/A.ncap.part", "not ours");
    CU_ASSERT(close_output(o, true));
    CU_ASSERT(exists("moved/A.ncap") && exists("opened/A.ncap.part"));
    CU_ASSERT_FALSE(exists("opened/A.ncap"));
}

static void
missing_folders_are_made(void)
{
    CU_ASSERT(close_output(with_one_record("a/b/c", false), true));
    CU_ASSERT(exists("a/b/c/A.ncap"));
}

/* Writes beyond the limit fail, as on a full disk. */
static void
limit_file_size(rlim_t most)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void
a_full_disk_is_said_once_and_what_was_written_before_stays(void)
{
    struct output *o = with_one_record("full", true);
    size_t before;

    CU_ASSERT(output_flush(o) && do_blocks(the_tasks()) && output_collect(o));
    before = load("full/A.ncap.gz.part", first, sizeof first);
    output_reopen(o, STAGE_DISSECT);
    add_framed(&fresh_batch(1)->rooms[0], 0, 'b', 100);
    output_take(o, &the_shared()->batches[0], UINT32_MAX);
    hear();
    limit_file_size((rlim_t)before + 10); /* in the midst of a member, and of what is said */
    CU_ASSERT_FALSE(close_output(o, true));
    limit_file_size(RLIM_INFINITY);
    heard();
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "A.ncap.gz.part: cannot write: File too large"));
    CU_ASSERT_PTR_NULL(strstr(strstr(said, "cannot") + 1, "cannot"));
    CU_ASSERT_FALSE(exists("full/A.ncap.gz"));
    CU_ASSERT_EQUAL(load("full/A.ncap.gz.part", first, sizeof first), before);
}

static void
a_file_that_cannot_be_created_is_said(void)
{
    struct output *o = open_output("dir", false);
    struct batch *b = fresh_batch(1);

    CU_ASSERT_EQUAL_FATAL(mkdir(in_folder("dir/A.ncap.part"), 0700), 0);
    add_framed(&b->rooms[0], 0, 'a', 100);
    hear();
    CU_ASSERT_FALSE(output_take(o, b, UINT32_MAX));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "A.ncap.part: cannot replace: "));
    output_destroy(o);
}

/* A worker says that it could not. */
static void
a_block_that_no_worker_compresses_is_compressed_here(void)
{
    struct output *o = with_one_record("unpacked", true);
    struct tasks *t = the_tasks();

    CU_ASSERT(output_flush(o));
    tasks_seat(t, 3);
    tasks_go_on(t);
    CU_ASSERT_EQUAL_FATAL(t->seats[3].n, 1);
    orders_answer(t->shared, 3, t->seats[3].oldest, &(struct answer){ .size = 0 });
    tasks_go_on(t);
    CU_ASSERT(output_is_ready(o));
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(content("unpacked/A.ncap.gz"), 100);
}

/* By another worker, say. */
static void
a_block_that_was_changed_after_it_was_compressed_is_compressed_here(void)
{
    struct output *o = with_one_record("changed", true);

    CU_ASSERT(output_flush(o));
    do_blocks(the_tasks());
    the_shared()->blocks[the_shared()->n_large].packed[11] ^= 1;
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(content("changed/A.ncap.gz"), 100);
}

static void
a_block_whose_workers_die_is_compressed_here_at_last(void)
{
    struct output *o = with_one_record("retry", true);
    struct tasks *t = the_tasks();
    struct order at;
    int deaths = 0;

    CU_ASSERT(output_flush(o));
    for (; !output_is_ready(o) && deaths < 10; deaths++) {
        tasks_seat(t, 5);
        tasks_go_on(t);
        CU_ASSERT_FATAL(tasks_unseat(t, 5, &at) && at.block >= 0);
        tasks_redo_block(t, at.block);
    }
    CU_ASSERT(deaths > 1 && deaths < 10);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(content("retry/A.ncap.gz"), 100);
}

static void
blocks_are_written_in_order_whoever_is_first(void)
{
    struct tasks *t = the_tasks();
    struct output *o = with_one_record("order", true);
    struct batch *b = fresh_batch(1);

    tasks_seat(t, 1);
    CU_ASSERT(output_flush(o)); /* a slow worker has it */
    output_reopen(o, STAGE_DISSECT);
    add_framed(&b->rooms[0], 0, 'b', 100);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    t->seats[1].taken = false;
    CU_ASSERT(output_flush(o));
    do_blocks(t);
    CU_ASSERT_FALSE(output_is_ready(o));
    CU_ASSERT(output_collect(o));
    tasks_redo_block(t, (int)t->shared->n_large);
    do_blocks(t);
    CU_ASSERT(output_is_ready(o));
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(content("order/A.ncap.gz"), 200);
    CU_ASSERT(inflated[0] == 'a' && inflated[199] == 'b');
}

static void
without_workers_output_is_finished_here(void)
{
    struct output *o = with_one_record("alone", true);

    CU_ASSERT(output_flush(o));
    CU_ASSERT_FALSE(output_is_ready(o));
    output_go_alone(o);
    CU_ASSERT(output_is_ready(o));
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_EQUAL(content("alone/A.ncap.gz"), 100);
}

static void
output_gives_up_when_no_worker_is_left(void)
{
    struct output_options options = { .folder = out_folder_in("lost"),
                                      .formats = { &file_format_ncap },
                                      .origin.source = "test" };
    struct output *o =
        output_create(&options, fresh_tasks(), abc_catalog(), abc_settings(), no_workers, NULL);
    struct batch *b = fresh_batch(1);

    add_framed(&b->rooms[0], 0, 'a', 100);
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
    CU_ASSERT_EQUAL(stats.bytes, 101);
    CU_ASSERT_PTR_NULL(output_stats(o, 1).name);
    CU_ASSERT_EQUAL(output_records(o), 1);
    close_output(o, false);
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
        SENTENCE(a_file_that_cannot_be_named_keeps_no_other_from_its_name),
        SENTENCE(a_link_under_the_name_is_replaced_and_not_followed),
        SENTENCE(files_go_to_the_folder_that_was_opened_whatever_takes_its_name),
        SENTENCE(missing_folders_are_made),
        SENTENCE(a_full_disk_is_said_once_and_what_was_written_before_stays),
        SENTENCE(a_file_that_cannot_be_created_is_said),
        SENTENCE(a_block_that_no_worker_compresses_is_compressed_here),
        SENTENCE(a_block_that_was_changed_after_it_was_compressed_is_compressed_here),
        SENTENCE(a_block_whose_workers_die_is_compressed_here_at_last),
        SENTENCE(blocks_are_written_in_order_whoever_is_first),
        SENTENCE(without_workers_output_is_finished_here),
        SENTENCE(output_gives_up_when_no_worker_is_left),
        SENTENCE(what_was_written_is_counted),
        SENTENCES_END
    };
    int failed;

    signal(SIGXFSZ, SIG_IGN);
    failed = sentences("output", own);

    remove_folder();
    return failed;
}
