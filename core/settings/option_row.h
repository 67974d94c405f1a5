/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of netcapd's options are made of. */
#ifndef OPTION_ROW_H
#define OPTION_ROW_H

#include "settings/binding.h"
#include "settings/settings.h"

#include <stddef.h>

/* How a row's value is taken: into a member of struct settings (one of another type does not
 * compile), or by a function. */
#define AT(type, member)                                                                           \
    .at = _Generic(((struct settings *)0)->member, type : offsetof(struct settings, member))
#define TEXT(member) .kind = BINDING_TEXT, AT(char *, member)
#define SWITCH(member) .kind = BINDING_SWITCH, AT(bool, member)
#define OFF(member) .kind = BINDING_OFF, AT(bool, member)
#define FIRST(member) .kind = BINDING_FIRST, AT(bool, member)
#define CHOICE(member) .kind = BINDING_CHOICE, AT(uint32_t, member)
#define NUMBER(member, from, to, size)                                                             \
    .kind = BINDING_NUMBER, AT(uint64_t, member), .least = (from), .most = (to), .unit = (size)
#define OCTAL(member, bits, to)                                                                    \
    .kind = BINDING_OCTAL, AT(uint32_t, member), .least = (bits), .most = (to)
#define TIME(member, from, to)                                                                     \
    .kind = BINDING_TIME, AT(uint64_t, member), .least = (from), .most = (to)
#define SIZE(member, from)                                                                         \
    .kind = BINDING_SIZE, AT(uint64_t, member), .least = (from), .most = UINT64_MAX
#define VERBOSITY(number) .kind = BINDING_VALUE, AT(int, verbosity), .value = (number)
#define ACTION(name) .kind = BINDING_VALUE, AT(enum action, action), .value = ACTION_##name
#define CALL(function) .kind = BINDING_CALL, .call = (function)
#define IN_HEADER .in_header = true, .in_report = true
#define IN_REPORT .in_report = true

/* An option that the ini file has under this key, with this value at first; one of the command
 * line alone; a limit of reassembly. */
#define SETTING(key, text, ...)                                                                    \
    .setting = &(const struct arg_setting)                                                         \
    {                                                                                              \
        key, text, &(const struct binding){ __VA_ARGS__ }, false                                   \
    }
#define OPTION(...) SETTING(NULL, NULL, __VA_ARGS__)

/* The same of one that may be given several times: values add up, an empty one begins anew. */
#define SETTING_SEVERAL(key, text, ...)                                                            \
    .setting = &(const struct arg_setting)                                                         \
    {                                                                                              \
        key, text, &(const struct binding){ __VA_ARGS__ }, true                                    \
    }
#define OPTION_SEVERAL(...) SETTING_SEVERAL(NULL, NULL, __VA_ARGS__)
#define LIMIT(key, text, member, most, unit)                                                       \
    SETTING(key, text, NUMBER(limits.member, 1, most, unit), IN_HEADER)

#endif
