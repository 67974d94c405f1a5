/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/encoder.h"
#include "dissect/joins.h"

#include "harness.h"

#include "every.pb-c.h"
#include "every2.pb-c.h"
#include <netcap/context.pb-c.h>

#include <string.h>

static struct encoder_step
context_of(struct encoder *e)
{
    for (size_t i = 0; i < e->n_steps; i++)
        if (strcmp(e->descriptor->fields[i].name, "Context") == 0)
            return e->steps[i];
    return (struct encoder_step){ .action = PUT_OTHER };
}

static void
our_own_context_is_filled_in_with_what_joins_it(void)
{
    struct encoder *e = encoder_compile(&every__stamped__descriptor);

    CU_ASSERT_EQUAL(context_of(e).action, PUT_CONTEXT);
    CU_ASSERT(context_of(e).joins && e->joins);
    encoder_free(e);
}

static void
what_joins_has_its_place_by_name_number_and_type(void)
{
    struct encoder *e = encoder_compile(&every2__other_joins__descriptor);

    CU_ASSERT_EQUAL(context_of(e).action, PUT_CONTEXT); /* its addresses are ours */
    CU_ASSERT(!context_of(e).joins && !e->joins);
    encoder_free(e);
}

static void
a_context_of_another_shape_is_its_plugins(void)
{
    struct encoder *e = encoder_compile(&every2__other_ends__descriptor);

    CU_ASSERT_NOT_EQUAL(context_of(e).action, PUT_CONTEXT);
    CU_ASSERT(!e->joins);
    encoder_free(e);
}

/* The context as it is but for one member, which is another in one respect. */
static ProtobufCMessageDescriptor
changed(ProtobufCFieldDescriptor fields[], const char *name, uint32_t more,
        ProtobufCType type, ProtobufCLabel label)
{
    ProtobufCMessageDescriptor of = types__packet_context__descriptor;

    memcpy(fields, of.fields, of.n_fields * sizeof fields[0]);
    of.fields = fields;
    for (unsigned i = 0; i < of.n_fields; i++)
        if (strcmp(fields[i].name, name) == 0) {
            fields[i].id += more;
            fields[i].type = type;
            fields[i].label = label;
        }
    return of;
}

static void
each_member_counts(void)
{
    const ProtobufCMessageDescriptor *real = &types__packet_context__descriptor;
    ProtobufCFieldDescriptor fields[16];

    CU_ASSERT(has_ends(real) && has_joins(real));
    for (unsigned i = 0; i < real->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &real->fields[i];
        ProtobufCMessageDescriptor numbered, typed, listed;

        numbered = changed(fields, f->name, 1, f->type, f->label);
        CU_ASSERT_FALSE(has_ends(&numbered) && has_joins(&numbered));
        typed = changed(fields, f->name, 0, PROTOBUF_C_TYPE_BYTES, f->label);
        CU_ASSERT_FALSE(has_ends(&typed) && has_joins(&typed));
        listed = changed(fields, f->name, 0, f->type, PROTOBUF_C_LABEL_REPEATED);
        CU_ASSERT_FALSE(has_ends(&listed) && has_joins(&listed));
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(our_own_context_is_filled_in_with_what_joins_it),
        SENTENCE(what_joins_has_its_place_by_name_number_and_type),
        SENTENCE(a_context_of_another_shape_is_its_plugins),
        SENTENCE(each_member_counts),
        SENTENCES_END
    };

    return sentences("joins", own);
}
