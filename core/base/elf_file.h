/* SPDX-License-Identifier: Apache-2.0 */
/* What a shared object says of itself, without it being loaded: ELF of 64 bits. */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Called with the name of each symbol that is taken from others. */
typedef void elf_import(void *context, const char *name);

/* Called with each variable that can be written once it is loaded: its name, NULL where the file
 * has none, and how large it is. */
typedef void elf_variable(void *context, const char *name, size_t size);

struct elf_file;

/* NULL when it is none that can be read; to be closed. */
struct elf_file *elf_file_open(const char *path);
void elf_file_close(struct elf_file *);

void elf_file_imports(const struct elf_file *, elf_import *, void *context);
void elf_file_variables(const struct elf_file *, elf_variable *, void *context);

/* Whether a file takes a symbol from others, the name of which begins so. */
bool elf_file_needs(const char *path, const char *beginning);

#endif
