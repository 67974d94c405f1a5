/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dns.pb-c.h"
#include "every.pb-c.h"
#include "every2.pb-c.h"
#include "dissect/descriptors.h"
#include "schema.pb-c.h"
#include "tcp.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Schema__FileSet *set;

static const Schema__File *
schema(const ProtobufCMessageDescriptor *descriptor)
{
    size_t size;
    uint8_t *bytes = descriptors_of(descriptor, &size);

    if (set)
        schema__file_set__free_unpacked(set, NULL);
    set = schema__file_set__unpack(NULL, size, bytes);
    free(bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(set);
    CU_ASSERT_EQUAL_FATAL(set->n_file, 1);
    return set->file[0];
}

static const Schema__Message *
message(const Schema__File *file, const char *name)
{
    for (size_t i = 0; i < file->n_message; i++)
        if (strcmp(file->message[i]->name, name) == 0)
            return file->message[i];
    CU_FAIL_FATAL("the schema lacks a message");
    return NULL;
}

static const Schema__Field *
field(const Schema__Message *of, const char *name)
{
    for (size_t i = 0; i < of->n_field; i++)
        if (strcmp(of->field[i]->name, name) == 0)
            return of->field[i];
    CU_FAIL_FATAL("the message lacks a field");
    return NULL;
}

static void
a_file_is_named_and_packaged_as_the_record(void)
{
    const Schema__File *file = schema(&types__dns__descriptor);

    CU_ASSERT_STRING_EQUAL(file->name, "DNS.proto");
    CU_ASSERT_STRING_EQUAL(file->package, "types");
    CU_ASSERT_STRING_EQUAL(file->message[0]->name, "DNS");
}

/* Each field of the descriptor stands in the schema with its number and label. */
static void
has_all_fields_of(const Schema__File *file, const ProtobufCMessageDescriptor *d)
{
    const Schema__Message *m = message(file, d->short_name);

    CU_ASSERT_EQUAL(m->n_field, d->n_fields);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const Schema__Field *f = field(m, d->fields[i].name);

        CU_ASSERT_EQUAL((uint32_t)f->number, d->fields[i].id);
        CU_ASSERT_EQUAL(f->label == 3, d->fields[i].label == PROTOBUF_C_LABEL_REPEATED);
        if (d->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            has_all_fields_of(file, d->fields[i].descriptor);
    }
}

static void
all_fields_of_real_records_are_there(void)
{
    has_all_fields_of(schema(&types__dns__descriptor), &types__dns__descriptor);
    has_all_fields_of(schema(&types__tcp__descriptor), &types__tcp__descriptor);
}

static void
every_type_has_the_number_that_protobuf_gives_it(void)
{
    static const struct {
        const char *name;
        int type;
    } types[] = {
        { "Double", 1 },    { "Float", 2 },     { "Int64", 3 },   { "Uint64", 4 },
        { "Int32", 5 },     { "Fixed64", 6 },   { "Fixed32", 7 }, { "Bool", 8 },
        { "String", 9 },    { "Bytes", 12 },    { "Uint32", 13 }, { "Enum", 14 },
        { "Sfixed32", 15 }, { "Sfixed64", 16 }, { "Sint32", 17 }, { "Sint64", 18 },
    };
    const Schema__Message *single = message(schema(&every__single__descriptor), "Single");

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        CU_ASSERT_EQUAL(field(single, types[i].name)->type, types[i].type);
}

static void
messages_and_enums_are_named_in_full(void)
{
    const Schema__File *file = schema(&every__every__descriptor);

    CU_ASSERT_STRING_EQUAL(field(message(file, "Every"), "Single")->type_name, ".every.Single");
    CU_ASSERT_EQUAL(field(message(file, "Every"), "Single")->type, 11);
    CU_ASSERT_STRING_EQUAL(field(message(file, "Single"), "Enum")->type_name, ".every.Colour");
}

static void
enums_have_all_their_names(void)
{
    const Schema__File *file = schema(&every__single__descriptor);
    int found = 0;

    CU_ASSERT_EQUAL_FATAL(file->n_enums, 1);
    CU_ASSERT_STRING_EQUAL(file->enums[0]->name, "Colour");
    CU_ASSERT_EQUAL(file->enums[0]->n_value, 4);
    for (size_t i = 0; i < file->enums[0]->n_value; i++) {
        const Schema__EnumValue *v = file->enums[0]->value[i];

        found += strcmp(v->name, "BELOW") == 0 && v->number == -5;
        found += strcmp(v->name, "FAR") == 0 && v->number == INT32_MAX;
    }
    CU_ASSERT_EQUAL(found, 2);
}

static void
a_message_that_contains_itself_is_there_once(void)
{
    const Schema__File *file = schema(&every__every__descriptor);
    int found = 0;

    for (size_t i = 0; i < file->n_message; i++)
        found += strcmp(file->message[i]->name, "Every") == 0;
    CU_ASSERT_EQUAL(found, 1);
    CU_ASSERT_EQUAL(file->n_message, 4);
}

static void
packed_fields_say_so(void)
{
    const Schema__File *file = schema(&every__every__descriptor);

    CU_ASSERT_PTR_NOT_NULL_FATAL(field(message(file, "Packed"), "Sint64")->options);
    CU_ASSERT(field(message(file, "Packed"), "Sint64")->options->packed);
    CU_ASSERT_PTR_NULL(field(message(file, "Every"), "Strings")->options);
}

static void
messages_of_other_packages_are_told_apart(void)
{
    const Schema__File *file = schema(&every__stamped__descriptor);
    const Schema__Message *stamped = message(file, "Stamped");

    CU_ASSERT_STRING_NOT_EQUAL(field(stamped, "Context")->type_name,
                               field(stamped, "Decoy")->type_name);
    for (size_t i = 0; i < file->n_message; i++)
        for (size_t k = 0; k < i; k++)
            CU_ASSERT_STRING_NOT_EQUAL(file->message[i]->name, file->message[k]->name);
}

static void
every_type_that_is_named_is_there(void)
{
    static const ProtobufCMessageDescriptor *const records[] = {
        &types__dns__descriptor,
        &types__tcp__descriptor,
        &every__every__descriptor,
        &every__stamped__descriptor,
    };

    for (size_t r = 0; r < 4; r++) {
        const Schema__File *file = schema(records[r]);

        for (size_t i = 0; i < file->n_message; i++)
            for (size_t k = 0; k < file->message[i]->n_field; k++) {
                const Schema__Field *f = file->message[i]->field[k];

                if (f->type == 11)
                    message(file, strrchr(f->type_name, '.') + 1);
            }
    }
}

static void
proto2_is_called_so_where_code_shows_it(void)
{
    CU_ASSERT_STRING_EQUAL(schema(&every__every__descriptor)->syntax, "proto3");
    CU_ASSERT_STRING_EQUAL(schema(&every__choice__descriptor)->syntax, "proto3");
    CU_ASSERT_STRING_EQUAL(schema(&every2__required__descriptor)->syntax, "proto2");
    CU_ASSERT_STRING_EQUAL(schema(&every2__optional__descriptor)->syntax, "proto2");
}

/* A record with so many messages in it, all of other types. */
enum { MANY = 1000 };

static void
a_record_may_lead_to_any_number_of_messages(void)
{
    static ProtobufCMessageDescriptor inner[MANY], record = { .name = "Many", .short_name = "Many",
                                                             .package_name = "" };
    static ProtobufCFieldDescriptor fields[MANY];
    static char names[MANY][8];

    for (unsigned i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "M%u", i);
        inner[i] = (ProtobufCMessageDescriptor){ .name = names[i], .short_name = names[i],
                                                 .package_name = "" };
        fields[i] = (ProtobufCFieldDescriptor){ .name = names[i], .id = i + 1,
                                                .type = PROTOBUF_C_TYPE_MESSAGE,
                                                .descriptor = &inner[i] };
    }
    record.n_fields = MANY;
    record.fields = fields;
    CU_ASSERT_EQUAL(schema(&record)->n_message, 1 + MANY);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_file_is_named_and_packaged_as_the_record),
                                           SENTENCE(all_fields_of_real_records_are_there),
                                           SENTENCE(
                                               every_type_has_the_number_that_protobuf_gives_it),
                                           SENTENCE(messages_and_enums_are_named_in_full),
                                           SENTENCE(enums_have_all_their_names),
                                           SENTENCE(a_message_that_contains_itself_is_there_once),
                                           SENTENCE(packed_fields_say_so),
                                           SENTENCE(messages_of_other_packages_are_told_apart),
                                           SENTENCE(every_type_that_is_named_is_there),
                                           SENTENCE(proto2_is_called_so_where_code_shows_it),
                                           SENTENCE(a_record_may_lead_to_any_number_of_messages),
                                           SENTENCES_END };
    int failed = sentences("schema", own);

    if (set)
        schema__file_set__free_unpacked(set, NULL);
    return failed;
}
