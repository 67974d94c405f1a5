/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of the test program's own, made when it is first asked for. */
#ifndef FOLDER_H
#define FOLDER_H

#include "base/out_folder.h"

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

const char *the_folder(void);

/* The path of a file in it; eight stay valid. */
const char *in_folder(const char *name);

/* A folder in it to write to, "" for itself; what lies there may be replaced.  One is open at a
 * time. */
const struct out_folder *out_folder_in(const char *name);

bool exists(const char *name);
size_t load(const char *name, uint8_t *to, size_t size);
void save(const char *name, const void *data, size_t size);
void save_text(const char *name, const char *text);

void empty_folder(void);
void remove_folder(void);

/* Runs the tests, each in an empty folder; the exit status of the program. */
int run_in_folder(const char *suite, const CU_TestInfo *tests);

#endif
