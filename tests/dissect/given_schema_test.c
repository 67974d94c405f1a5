/* SPDX-License-Identifier: Apache-2.0 */
/* The schema that a plugin brings: whether it is its record's, and what of it goes into files. */
#include "harness.h"

#include "dissect/given_schema.h"
#include "every.pb-c.h"
#include "every2.pb-c.h"
#include "schema.pb-c.h"
#include "schema/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 65536 };

static struct {
    struct nc_schema head;
    uint8_t bytes[LARGEST];
} given;
static char fault[160];

/* What protoc-c made of a .proto of the tests. */
static void
give_file(const char *path)
{
    FILE *file = fopen(path, "rb");

    given.head.size = file ? fread(given.bytes, 1, sizeof given.bytes, file) : 0;
    if (file)
        fclose(file);
    CU_ASSERT_FATAL(given.head.size > 0);
}

static void
give_set(const Schema__FileSet *set)
{
    given.head.size = schema__file_set__get_packed_size(set);
    CU_ASSERT_FATAL(given.head.size <= sizeof given.bytes);
    schema__file_set__pack(set, given.bytes);
}

static bool
fits(const ProtobufCMessageDescriptor *record)
{
    size_t size;
    uint8_t *bytes = given_schema_taken(&given.head, record, &size, fault, sizeof fault);

    free(bytes);
    return bytes != NULL;
}

static Schema__FileSet *
unpacked(void)
{
    Schema__FileSet *set = schema__file_set__unpack(NULL, given.head.size, given.bytes);

    CU_ASSERT_PTR_NOT_NULL_FATAL(set);
    return set;
}

static Schema__FileSet *
stripped(const ProtobufCMessageDescriptor *record, size_t *size)
{
    uint8_t *bytes = given_schema_taken(&given.head, record, size, fault, sizeof fault);
    Schema__FileSet *set = schema__file_set__unpack(NULL, *size, bytes);

    free(bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(set);
    return set;
}

static void
what_protoc_c_makes_fits_the_code_it_makes(void)
{
    give_file("proto/every.desc");
    CU_ASSERT(fits(&every__every__descriptor));
    CU_ASSERT(fits(&every__stamped__descriptor));
    CU_ASSERT(fits(&every__choice__descriptor));
    give_file("proto/every2.desc");
    CU_ASSERT(fits(&every2__optional__descriptor));
    CU_ASSERT(fits(&every2__other_joins__descriptor));
}

static void
anothers_schema_does_not_fit(void)
{
    give_file("proto/every2.desc");
    CU_ASSERT(!fits(&every__single__descriptor));
    CU_ASSERT_STRING_EQUAL(fault, "message every.Single is missing");
}

/* Changes the first field of the first message, Single's Double. */
static bool
fits_when(void (*change)(Schema__Message *single))
{
    Schema__FileSet *set;
    Schema__File *file;

    give_file("proto/every.desc");
    set = unpacked();
    file = set->file[set->n_file - 1];
    CU_ASSERT_STRING_EQUAL_FATAL(file->message[0]->name, "Single");
    change(file->message[0]);
    give_set(set);
    schema__file_set__free_unpacked(set, NULL);
    return fits(&every__every__descriptor);
}

static void
nothing(Schema__Message *single)
{
    (void)single;
}

static void
number(Schema__Message *single)
{
    single->field[0]->number = 77;
}

static void
type(Schema__Message *single)
{
    single->field[0]->type = 2;
}

static void
name(Schema__Message *single)
{
    single->field[0]->name[0] = 'T';
}

static void
label(Schema__Message *single)
{
    single->field[0]->label = 3;
}

static void
one_less(Schema__Message *single)
{
    schema__field__free_unpacked(single->field[--single->n_field], NULL);
}

static void
other_enum(Schema__Message *single)
{
    for (size_t i = 0; i < single->n_field; i++)
        if (single->field[i]->type == 14)
            single->field[i]->type_name[1] = 'x';
}

static void
a_schema_that_lies_is_found_out(void)
{
    CU_ASSERT(fits_when(nothing));
    CU_ASSERT(!fits_when(number));
    CU_ASSERT_STRING_EQUAL(fault, "field Double of every.Single is another");
    CU_ASSERT(!fits_when(type));
    CU_ASSERT(!fits_when(name));
    CU_ASSERT(!fits_when(label));
    CU_ASSERT(!fits_when(other_enum));
    CU_ASSERT(!fits_when(one_less));
    CU_ASSERT_STRING_EQUAL(fault, "message every.Single has other fields");
}

static void
an_enum_with_other_values_is_found_out(void)
{
    Schema__FileSet *set;
    Schema__File *file;

    give_file("proto/every.desc");
    set = unpacked();
    file = set->file[set->n_file - 1];
    file->enums[0]->value[1]->number = 7;
    give_set(set);
    schema__file_set__free_unpacked(set, NULL);
    CU_ASSERT(!fits(&every__single__descriptor));
    CU_ASSERT_STRING_EQUAL(fault, "enum every.Colour is another");
}

static void
what_is_no_schema_is_found_out(void)
{
    given.head.size = 3;
    memcpy(given.bytes, "\xff\xff\xff", 3);
    CU_ASSERT(!fits(&every__single__descriptor));
    CU_ASSERT_STRING_EQUAL(fault, "it is no FileDescriptorSet");
    given.head.size = 0;
    CU_ASSERT(!fits(&every__single__descriptor));
}

/* Damage is found out or does not matter, and is read without harm in either case. */
static void
a_damaged_schema_is_refused_or_read(void)
{
    static uint8_t whole[LARGEST];
    size_t size;

    give_file("proto/every2.desc");
    size = given.head.size;
    memcpy(whole, given.bytes, size);
    for (size_t at = 0; at < size; at += 3) {
        size_t length = 0;

        memcpy(given.bytes, whole, size);
        given.bytes[at] ^= (uint8_t)(1u << at % 8);
        free(given_schema_taken(&given.head, &every2__optional__descriptor, &length, fault,
                                sizeof fault));
        CU_ASSERT(length <= 2 * size);
    }
}

static bool
has_text(ProtobufCBinaryData comment, const char *text)
{
    return comment.len && memmem(comment.data, comment.len, text, strlen(text));
}

static size_t
comments_with(const Schema__FileSet *set, const char *text)
{
    size_t found = 0;

    for (size_t i = 0; i < set->n_file; i++)
        for (size_t k = 0; set->file[i]->source && k < set->file[i]->source->n_location; k++) {
            const Schema__Location *at = set->file[i]->source->location[k];

            found += has_text(at->leading, text) || has_text(at->trailing, text);
        }
    return found;
}

static void
comments_on_what_the_record_is_made_of_go_into_files_and_no_others(void)
{
    Schema__FileSet *set;
    size_t size;

    give_file("proto/every.desc");
    set = stripped(&every__stamped__descriptor, &size);
    CU_ASSERT_EQUAL(comments_with(set, "What the core fills in itself"), 1);
    CU_ASSERT_EQUAL(comments_with(set, "[id] which other one"), 1);
    CU_ASSERT_EQUAL(comments_with(set, "[address] who sends the packet"), 1);
    CU_ASSERT_EQUAL(comments_with(set, "[number] only Single has it"), 0);
    CU_ASSERT_EQUAL(comments_with(set, "Apache"), 0);
    schema__file_set__free_unpacked(set, NULL);
    set = stripped(&every__single__descriptor, &size);
    CU_ASSERT_EQUAL(comments_with(set, "[number] only Single has it"), 1);
    CU_ASSERT_EQUAL(comments_with(set, "nothing at all"), 1);
    CU_ASSERT_EQUAL(comments_with(set, "[id] which other one"), 0);
    schema__file_set__free_unpacked(set, NULL);
}

static void
every_comment_has_a_span_for_readers_that_want_one(void)
{
    Schema__FileSet *set;
    const Schema__SourceInfo *source;
    size_t size;

    give_file("proto/every.desc");
    set = stripped(&every__stamped__descriptor, &size);
    CU_ASSERT(size < given.head.size);
    source = set->file[set->n_file - 1]->source;
    CU_ASSERT_PTR_NOT_NULL_FATAL(source);
    for (size_t i = 0; i < source->n_location; i++)
        CU_ASSERT_EQUAL(source->location[i]->n_span, 3);
    schema__file_set__free_unpacked(set, NULL);
}

static void
imports_stay_and_so_do_the_declarations(void)
{
    Schema__FileSet *whole, *set;
    size_t size;

    give_file("proto/every.desc");
    whole = unpacked();
    set = stripped(&every__stamped__descriptor, &size);
    CU_ASSERT_EQUAL_FATAL(set->n_file, whole->n_file);
    for (size_t i = 0; i < set->n_file; i++) {
        CU_ASSERT_STRING_EQUAL(set->file[i]->name, whole->file[i]->name);
        CU_ASSERT_EQUAL(set->file[i]->n_message, whole->file[i]->n_message);
    }
    schema__file_set__free_unpacked(set, NULL);
    schema__file_set__free_unpacked(whole, NULL);
}

/* Of the schema as it goes into a file. */
static const struct schema_field *
field_of(const ProtobufCMessageDescriptor *record, const char *wanted, struct schema **schema)
{
    char problem[256];
    size_t size;
    uint8_t *bytes = given_schema_taken(&given.head, record, &size, fault, sizeof fault);
    const struct schema_field *field;

    *schema = schema_new(bytes, size, record->name, problem, sizeof problem);
    free(bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(*schema);
    field = schema_field_named(schema_record(*schema), wanted, strlen(wanted));
    CU_ASSERT_PTR_NOT_NULL_FATAL(field);
    return field;
}

static void
proto2_and_choices_are_told_by_the_schema(void)
{
    struct schema *schema;

    give_file("proto/every2.desc");
    CU_ASSERT(field_of(&every2__optional__descriptor, "Int32", &schema)->presence);
    schema_free(schema);
    CU_ASSERT(!field_of(&every2__required__descriptor, "Int32", &schema)->presence);
    schema_free(schema);
    give_file("proto/every.desc");
    CU_ASSERT(!field_of(&every__single__descriptor, "Int32", &schema)->presence);
    schema_free(schema);
    CU_ASSERT(field_of(&every__choice__descriptor, "Int32", &schema)->presence);
    schema_free(schema);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_protoc_c_makes_fits_the_code_it_makes),
        SENTENCE(anothers_schema_does_not_fit),
        SENTENCE(a_schema_that_lies_is_found_out),
        SENTENCE(an_enum_with_other_values_is_found_out),
        SENTENCE(what_is_no_schema_is_found_out),
        SENTENCE(a_damaged_schema_is_refused_or_read),
        SENTENCE(comments_on_what_the_record_is_made_of_go_into_files_and_no_others),
        SENTENCE(every_comment_has_a_span_for_readers_that_want_one),
        SENTENCE(imports_stay_and_so_do_the_declarations),
        SENTENCE(proto2_and_choices_are_told_by_the_schema),
        SENTENCES_END
    };

    return sentences("given schema", own);
}
