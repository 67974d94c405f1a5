/* SPDX-License-Identifier: Apache-2.0 */
/* What workers make of blocks for files of several formats, and what is believed of it. */
#include "output_helper.h"

#include "base/compress.h"
#include "base/memory.h"
#include "base/wire.h"
#include "dissect/descriptors.h"
#include "output/file_formats.h"
#include "output/packer.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS = 3 };

static uint8_t bytes[FILE_CAPACITY];

/* Of the three types the first two have a schema. */
static const Catalog__Catalog *
catalog(void)
{
    static ProtobufCBinaryData schema; /* kept for good */
    const Catalog__Catalog *all = abc_catalog();

    if (!schema.data)
        schema.data = descriptors_of(&types__batch__descriptor, &schema.len);
    for (int i = 0; i < 2; i++) {
        all->plugin[i]->record_name = (char *)types__batch__descriptor.name;
        all->plugin[i]->schema = schema;
    }
    return all;
}

static struct output *
open_as(const char *name, const struct file_format *one, const struct file_format *other)
{
    struct output_options options = { .folder = out_folder_in(name),
                                      .formats = { one, other },
                                      .style.compression.kind = COMPRESSION_NONE,
                                      .origin.source = "test" };

    setenv("SOURCE_DATE_EPOCH", "1", 1);
    header_set_time();
    return output_create(&options, fresh_tasks(), catalog(), abc_settings(), do_blocks,
                         the_tasks());
}

/* A Batch whose ClientID is this text. */
static void
add_text(struct room *r, uint32_t of, const char *text)
{
    size_t length = strlen(text), space;
    uint8_t *to = room_reserve(r, of, length + 3, &space);

    to[0] = (uint8_t)(length + 2);
    to[1] = 1 << 3 | WIRE_BYTES;
    to[2] = (uint8_t)length;
    memcpy(to + 3, text, length);
    room_add(r, of, (uint32_t)length + 3);
}

static void
add_some(struct output *o, uint32_t of)
{
    struct batch *b = fresh_batch(1);

    for (int i = 0; i < RECORDS; i++)
        add_text(&b->rooms[0], of, (const char *[]){ "one", "two", "three" }[i]);
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    output_reopen(o, STAGE_DISSECT);
}

static const char *
text_of(const char *name)
{
    size_t n = load(name, bytes, sizeof bytes - 1);

    bytes[n] = '\0';
    return (const char *)bytes;
}

static const char lines[] = "ClientID,MessageType,TotalSize,Data,ContainsPayloads\n"
                            "one,NC_Header,0,,false\ntwo,NC_Header,0,,false\n"
                            "three,NC_Header,0,,false\n";

/* A worker's answer to the order at hand, with what it left in the block. */
static void
answer_with(const void *made, uint32_t size, uint32_t note_size, uint32_t done)
{
    struct tasks *t = the_tasks();
    const struct order *order;
    struct answer a = { .done = done, .size = size, .note_size = note_size };

    tasks_seat(t, 1);
    tasks_go_on(t);
    order = tasks_at(t, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(order);
    memcpy(t->shared->blocks[order->block].packed, made, size + note_size);
    a.checksum = compress_checksum(made, size + note_size);
    orders_answer(t->shared, 1, t->seats[1].oldest, &a);
    tasks_go_on(t);
    t->seats[1].taken = false;
}

static void
what_no_worker_packs_is_packed_here(void)
{
    struct output *o = open_as("here", &file_format_csv, &file_format_jsonl);

    add_some(o, 0);
    output_go_alone(o);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_STRING_EQUAL(text_of("here/A.csv"), lines);
    CU_ASSERT_PTR_NOT_NULL(strstr(text_of("here/A.jsonl"), "{\"ClientID\":\"three\""));
}

static void
a_part_of_a_block_is_written_and_the_rest_asked_for(void)
{
    static const char first[] = "one,NC_Header,0,,false\n", second[] = "two,NC_Header,0,,false\n",
                      third[] = "three,NC_Header,0,,false\n";
    struct output *o = open_as("parts", &file_format_csv, NULL);

    add_some(o, 0);
    CU_ASSERT(output_flush(o));
    answer_with(first, sizeof first - 1, 0, 6);
    CU_ASSERT(output_collect(o));
    answer_with(second, sizeof second - 1, 0, 12);
    CU_ASSERT(output_collect(o));
    answer_with(third, sizeof third - 1, 0, 20);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_STRING_EQUAL(text_of("parts/A.csv"), lines);
}

static void
a_part_that_ends_within_a_record_is_packed_here(void)
{
    struct output *o = open_as("within", &file_format_csv, NULL);

    add_some(o, 0);
    CU_ASSERT(output_flush(o));
    answer_with("wrong", 5, 0, 7);
    output_go_alone(o);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_STRING_EQUAL(text_of("within/A.csv"), lines);
}

static void
a_note_where_a_format_has_none_is_not_believed(void)
{
    struct output *o = open_as("noted", &file_format_csv, NULL);

    add_some(o, 0);
    CU_ASSERT(output_flush(o));
    answer_with("wrong", 4, 1, 20);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_STRING_EQUAL(text_of("noted/A.csv"), lines);
}

/* The row group of those records, as an honest worker makes it: its bytes, then its note. */
static size_t
row_group(uint8_t *to, size_t *note_size)
{
    static const uint8_t block[] = "\5\12\3one\5\12\3two\7\12\5three";
    const Catalog__Plugin *p = catalog()->plugin[0];
    char why[256];
    struct schema *schema = schema_new(p->schema.data, p->schema.len, p->record_name, why, 256);
    struct file_style style = { .time_unit = TIME_NS };
    struct file_plan plan = { .format = &file_format_parquet, .record = schema_record(schema) };
    struct packer packer;
    size_t size;

    plan.style = file_format_style(plan.format, &style);
    packer_init(&packer);
    CU_ASSERT(packer_pack(&packer, &plan, block, sizeof block - 1));
    size = packer.made->used;
    *note_size = packer.packed.note.used;
    memcpy(to, packer.made->data, size);
    memcpy(to + size, packer.packed.note.data, *note_size);
    packer_free(&packer);
    schema_free(schema);
    return size;
}

/* What a worker answers, when output waits for it. */
static struct {
    uint8_t made[1 << 16];
    size_t size, note_size;
} told;

static bool
tell(void *context)
{
    (void)context;
    answer_with(told.made, (uint32_t)told.size, (uint32_t)told.note_size, 20);
    return true;
}

/* A file of the row group that a worker tells; without one it is made here. */
static void
make_parquet(const char *name, bool alone)
{
    struct output *o = open_as(name, &file_format_parquet, NULL);

    output_destroy(o);
    o = output_create(&(struct output_options){ .folder = out_folder_in(name),
                                                .formats = { &file_format_parquet },
                                                .origin.source = "test" },
                      fresh_tasks(), catalog(), abc_settings(), tell, NULL);
    add_some(o, 0);
    if (alone)
        output_go_alone(o);
    CU_ASSERT(close_output(o, true));
}

static void
what_an_honest_worker_says_of_a_row_group_is_believed(void)
{
    told.size = row_group(told.made, &told.note_size);
    make_parquet("alone", true);
    told.made[5] ^= 1; /* of the bytes: nobody looks at these */
    make_parquet("told", false);
    CU_ASSERT_NOT_EQUAL(load("alone/A.parquet", bytes, sizeof bytes), 0);
    CU_ASSERT_EQUAL(load("told/A.parquet", inflated, sizeof inflated),
                    load("alone/A.parquet", bytes, sizeof bytes));
    CU_ASSERT_NOT_EQUAL(memcmp(bytes, inflated, 100), 0);
    told.made[5] ^= 1;
    make_parquet("told", false);
    files_are_the_same("alone/A.parquet", "told/A.parquet");
}

/* Each byte of it by itself; what changes no number that counts stands in the file then. */
static void
a_note_that_does_not_fit_its_row_group_is_not_believed(void)
{
    size_t most = row_group(told.made, &told.note_size);

    told.size = most;
    make_parquet("alone", true);
    told.note_size--;
    make_parquet("short", false);
    files_are_the_same("alone/A.parquet", "short/A.parquet");
    told.note_size++;
    told.size--; /* the note begins a byte earlier */
    make_parquet("shifted", false);
    files_are_the_same("alone/A.parquet", "shifted/A.parquet");
    told.size++;
    memset(told.made + told.size, 0xff, told.note_size);
    make_parquet("wild", false);
    files_are_the_same("alone/A.parquet", "wild/A.parquet");
}

static void
a_flush_gives_out_all_but_parquet(void)
{
    struct output *o = open_as("flush", &file_format_parquet, &file_format_csv);
    struct tasks *t = the_tasks();

    add_some(o, 0);
    CU_ASSERT(output_flush(o));
    t->at_once = 2;
    tasks_seat(t, 1);
    tasks_go_on(t);
    CU_ASSERT_EQUAL(t->seats[1].n, 1);
    CU_ASSERT_EQUAL(the_shared()->blocks[tasks_at(t, 1)->block].format,
                    file_format_index(&file_format_csv));
    t->seats[1].taken = false;
    output_go_alone(o);
    CU_ASSERT(close_output(o, true));
    CU_ASSERT_STRING_EQUAL(text_of("flush/A.csv"), lines);
    CU_ASSERT(exists("flush/A.parquet"));
}

static void
a_record_that_is_none_is_passed_over_and_said(void)
{
    struct output *o = open_as("damaged", &file_format_csv, NULL);
    struct batch *b = fresh_batch(1);

    add_text(&b->rooms[0], 0, "one");
    CU_ASSERT(add_framed(&b->rooms[0], 0, 0xff, 10));
    add_text(&b->rooms[0], 0, "two");
    CU_ASSERT(add_framed(&b->rooms[0], 0, 0xff, 10));
    add_text(&b->rooms[0], 0, "three");
    CU_ASSERT(output_take(o, b, UINT32_MAX));
    output_go_alone(o);
    hear();
    CU_ASSERT(output_finish(o, true));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "A: 2 records that a worker left make no sense: they "
                                           "are not in csv\n"));
    CU_ASSERT_FALSE(output_is_complete(o));
    output_destroy(o);
    CU_ASSERT_STRING_EQUAL(text_of("damaged/A.csv"), lines);
}

static void
a_type_that_has_no_form_in_one_format_is_written_in_the_others(void)
{
    struct output *o = open_as("formless", &file_format_csv, &file_format_ncap);

    hear();
    add_some(o, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "C: cannot be written as csv: "));
    CU_ASSERT_FALSE(output_is_complete(o));
    CU_ASSERT(close_output(o, true));
    CU_ASSERT(exists("formless/C.ncap"));
    CU_ASSERT_FALSE(exists("formless/C.csv"));
}

static void
all_files_are_counted(void)
{
    struct output *o = open_as("counted", &file_format_csv, &file_format_ncap);
    struct output_stats stats;
    size_t n = 0;

    add_some(o, 0);
    add_some(o, 1);
    output_go_alone(o);
    CU_ASSERT(output_finish(o, true));
    for (; output_file(o, n, &stats); n++)
        CU_ASSERT_EQUAL(stats.records, RECORDS);
    CU_ASSERT_EQUAL(n, 4);
    CU_ASSERT_EQUAL(output_stats(o, 0).records, RECORDS);
    CU_ASSERT_EQUAL(output_stats(o, 0).bytes, 20);
    CU_ASSERT(output_stats(o, 0).written > sizeof lines);
    output_destroy(o);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_no_worker_packs_is_packed_here),
        SENTENCE(a_part_of_a_block_is_written_and_the_rest_asked_for),
        SENTENCE(a_part_that_ends_within_a_record_is_packed_here),
        SENTENCE(a_note_where_a_format_has_none_is_not_believed),
        SENTENCE(what_an_honest_worker_says_of_a_row_group_is_believed),
        SENTENCE(a_note_that_does_not_fit_its_row_group_is_not_believed),
        SENTENCE(a_flush_gives_out_all_but_parquet),
        SENTENCE(a_record_that_is_none_is_passed_over_and_said),
        SENTENCE(a_type_that_has_no_form_in_one_format_is_written_in_the_others),
        SENTENCE(all_files_are_counted),
        SENTENCES_END
    };
    int failed = sentences("packed", own);

    remove_folder();
    return failed;
}
