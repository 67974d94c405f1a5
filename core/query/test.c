/* SPDX-License-Identifier: Apache-2.0 */
#include "query/test.h"

#include "base/textbuf.h"

enum { PORT_MAX = 65535 };

static enum test_form
form_of_number(const struct schema_field *field)
{
    if (field->type == SCHEMA_MESSAGE)
        return TEST_MESSAGE;
    if (field->type == SCHEMA_DOUBLE || field->type == SCHEMA_FLOAT)
        return TEST_REAL;
    return field->meaning == MEANING_ADDRESS ? TEST_ADDRESS_NUMBER : TEST_WHOLE;
}

enum test_form
test_form_of(const struct schema_field *field)
{
    bool text = field->type == SCHEMA_STRING;

    if (!text && field->type != SCHEMA_BYTES)
        return form_of_number(field);
    switch (field->meaning) {
    case MEANING_TIME: return text ? TEST_TIME : TEST_BYTES;
    case MEANING_PORT: return text ? TEST_PORT : TEST_BYTES;
    case MEANING_ADDRESS: return text ? TEST_ADDRESS : TEST_ADDRESS_BYTES;
    case MEANING_MAC: return text ? TEST_MAC : TEST_BYTES;
    default: return TEST_BYTES;
    }
}

static bool
is_unsigned(const struct schema_field *field)
{
    return field->type == SCHEMA_UINT64 || field->type == SCHEMA_FIXED64 ||
           field->type == SCHEMA_UINT32 || field->type == SCHEMA_FIXED32;
}

static bool
time_key(const struct value *value, struct key *key)
{
    struct text_time time;

    if (!text_time_read(value->bytes, value->size, &time))
        return false;
    key->whole = (wide)time.seconds * 1000000000 + time.nanoseconds;
    return true;
}

static bool
port_key(const struct value *value, struct key *key)
{
    key->whole = 0;
    for (size_t i = 0; i < value->size; i++) {
        if (value->bytes[i] < '0' || value->bytes[i] > '9' || i == 5)
            return false;
        key->whole = 10 * key->whole + (value->bytes[i] - '0');
    }
    return value->size > 0 && key->whole <= PORT_MAX;
}

static bool
address_key(enum test_form form, const struct value *value, uint8_t *space)
{
    if (form == TEST_ADDRESS)
        return key_address_text(value->bytes, value->size, space);
    if (form == TEST_ADDRESS_NUMBER) {
        const uint8_t bytes[] = { (uint8_t)(value->number >> 24), (uint8_t)(value->number >> 16),
                                  (uint8_t)(value->number >> 8), (uint8_t)value->number };

        return key_address_bytes(bytes, sizeof bytes, space);
    }
    return key_address_bytes(value->bytes, value->size, space);
}

bool
test_key(const struct schema_field *field, enum test_form form, const struct value *value,
         uint8_t space[TEST_KEY], struct key *key)
{
    *key = (struct key){ .bytes = space, .size = KEY_ADDRESS };
    switch (form) {
    case TEST_WHOLE:
        key->whole = is_unsigned(field) ? (wide)value->number : (wide)(int64_t)value->number;
        return true;
    case TEST_REAL:
        key->is_real = true;
        key->real = value_real(value);
        return true;
    case TEST_TIME: return time_key(value, key);
    case TEST_PORT: return port_key(value, key);
    default: break;
    }
    key->is_bytes = true;
    if (form == TEST_BYTES) {
        key->bytes = value->bytes;
        key->size = value->size;
        return true;
    }
    if (form != TEST_MAC)
        return form != TEST_MESSAGE && address_key(form, value, space);
    key->size = key_mac_text(value->bytes, value->size, space);
    return key->size > 0;
}

static bool
is_there(const struct schema_field *field, const struct value *value)
{
    switch (field->type) {
    case SCHEMA_MESSAGE: return value->fields != NULL;
    case SCHEMA_STRING:
    case SCHEMA_BYTES: return value->size > 0 || (field->presence && value->bytes);
    default: return field->presence && !field->repeated ? value->size > 0 : value->number != 0;
    }
}

static bool
is_in(const struct test *test, const struct key *key)
{
    for (size_t i = 0; i < test->count; i++)
        if (key_compare(key, &test->ranges[i].least) & (KEY_EQUAL | KEY_GREATER) &&
            key_compare(key, &test->ranges[i].most) & (KEY_EQUAL | KEY_LESS))
            return true;
    return false;
}

/* Of one value. */
static bool
holds(const struct test *test, const struct value *value)
{
    const struct schema_field *field = test->field;
    uint8_t space[TEST_KEY];
    struct key key;

    if (test->how == TEST_HAS)
        return field->repeated || is_there(field, value);
    if (field->presence && !field->repeated && !is_there(field, value))
        return false;
    if (test->how == TEST_LIKE)
        return pattern_is_in(test->pattern, value->bytes, value->size);
    if (!test_key(field, test->form, value, space, &key))
        return false;
    if (test->how == TEST_IN)
        return is_in(test, &key);
    return key_compare(&key, &test->ranges->least) & test->orders;
}

static bool
any_holds(const struct test *test, const struct schema_message *in, const struct value *fields,
          size_t step)
{
    const struct schema_field *field = &in->fields[test->path[step]];
    const struct value *value = &fields[test->path[step]];
    const struct value *element = field->repeated ? value->first : value;

    for (; element; element = field->repeated ? element->next : NULL) {
        if (step + 1 == test->depth) {
            if (holds(test, element))
                return true;
        } else if (element->fields && any_holds(test, field->message, element->fields, step + 1)) {
            return true;
        }
    }
    return false;
}

bool
test_holds(const struct test *test, const struct value *record)
{
    return any_holds(test, test->record, record, 0);
}
