/* SPDX-License-Identifier: Apache-2.0 */
/* One comparison of an expression: what it asks of a field. */
#ifndef TEST_H
#define TEST_H

#include "query/key.h"
#include "query/pattern.h"
#include "schema/value.h"

/* As what a field's values are compared. */
enum test_form {
    TEST_WHOLE,
    TEST_REAL,
    TEST_TIME,    /* text */
    TEST_PORT,    /* text */
    TEST_ADDRESS, /* text */
    TEST_ADDRESS_BYTES,
    TEST_ADDRESS_NUMBER,
    TEST_MAC,     /* text */
    TEST_BYTES,   /* text as well: by its bytes */
    TEST_MESSAGE, /* only asked for */
};

enum test_form test_form_of(const struct schema_field *);

enum test_how {
    TEST_ORDER, /* how it stands to the first range's least */
    TEST_IN,    /* whether it is in one of the ranges */
    TEST_LIKE,
    TEST_HAS, /* whether it is there */
};

/* From the one to the other, both included. */
struct test_range {
    struct key least, most;
};

struct test {
    const struct schema_message *record;
    const uint16_t *path; /* indexes of the fields, from the record on */
    size_t depth;
    const struct schema_field *field; /* at the path's end */
    enum test_form form;
    enum test_how how;
    unsigned orders; /* of enum key_order: those for which it holds */
    const struct test_range *ranges;
    size_t count;
    struct pattern *pattern;
};

/* Whether it holds for any value that the record has of the field. */
bool test_holds(const struct test *, const struct value *record);

enum { TEST_KEY = KEY_MAC };

/* What a value is compared as; false: it is none of the form.  A key of bytes may lie in `space`.
 */
bool test_key(const struct schema_field *, enum test_form, const struct value *,
              uint8_t space[TEST_KEY], struct key *);

#endif
