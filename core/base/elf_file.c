/* SPDX-License-Identifier: Apache-2.0 */
#include "base/elf_file.h"

#include "base/memory.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct elf_file {
    const uint8_t *bytes;
    size_t size;
    const Elf64_Ehdr *head;
    const Elf64_Shdr *sections; /* all inside */
};

/* The compiler's own, in every shared object. */
static const char *const compilers[] = { "completed.", "__dso_handle",          "__TMC_END__",
                                         "_DYNAMIC",   "_GLOBAL_OFFSET_TABLE_", "object." };
enum { COMPILERS_BYTES = 8 }; /* of theirs in either section */

static bool
is_inside(const struct elf_file *f, uint64_t at, uint64_t size)
{
    return at <= f->size && size <= f->size - at;
}

static bool
is_sound(struct elf_file *f)
{
    const Elf64_Ehdr *head = (const void *)f->bytes;

    if (f->size < sizeof *head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
        head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_shentsize != sizeof(Elf64_Shdr) ||
        head->e_shoff % 8 || !is_inside(f, head->e_shoff, head->e_shnum * sizeof(Elf64_Shdr)))
        return false;
    f->head = head;
    f->sections = (const void *)(f->bytes + head->e_shoff);
    return true;
}

struct elf_file *
elf_file_open(const char *path)
{
    struct elf_file *f = need(1, sizeof *f);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about = { .st_size = 0 };
    void *bytes = MAP_FAILED;

    if (fd >= 0 && fstat(fd, &about) == 0 && about.st_size > 0)
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (fd >= 0)
        close(fd);
    if (bytes == MAP_FAILED) {
        free(f);
        return NULL;
    }
    f->bytes = bytes;
    f->size = (size_t)about.st_size;
    if (is_sound(f))
        return f;
    elf_file_close(f);
    return NULL;
}

void
elf_file_close(struct elf_file *f)
{
    if (f)
        munmap((void *)f->bytes, f->size);
    free(f);
}

/* The first section of a type; NULL: none that lies inside. */
static const Elf64_Shdr *
section_of(const struct elf_file *f, uint32_t type)
{
    for (unsigned i = 0; i < f->head->e_shnum; i++)
        if (f->sections[i].sh_type == type && f->sections[i].sh_offset % 8 == 0 &&
            is_inside(f, f->sections[i].sh_offset, f->sections[i].sh_size))
            return &f->sections[i];
    return NULL;
}

/* A text of a section of texts; "" when it is none. */
static const char *
text_of(const struct elf_file *f, uint32_t section, uint32_t at)
{
    const Elf64_Shdr *s = section < f->head->e_shnum ? &f->sections[section] : NULL;
    const char *text;

    if (!s || s->sh_type != SHT_STRTAB || !is_inside(f, s->sh_offset, s->sh_size) ||
        at >= s->sh_size)
        return "";
    text = (const char *)f->bytes + s->sh_offset + at;
    return memchr(text, '\0', s->sh_size - at) ? text : "";
}

void
elf_file_imports(const struct elf_file *f, elf_import *import, void *context)
{
    const Elf64_Shdr *s = section_of(f, SHT_DYNSYM);
    const Elf64_Sym *symbols = s ? (const void *)(f->bytes + s->sh_offset) : NULL;

    for (size_t i = 1; s && i < s->sh_size / sizeof *symbols; i++)
        if (symbols[i].st_shndx == SHN_UNDEF)
            import(context, text_of(f, s->sh_link, symbols[i].st_name));
}

/* Where variables lie that stay writable, unlike what is so only while it is loaded. */
static bool
is_for_variables(const struct elf_file *f, const Elf64_Shdr *s)
{
    const char *name = text_of(f, f->head->e_shstrndx, s->sh_name);

    return (s->sh_flags & SHF_WRITE) && (s->sh_type == SHT_PROGBITS || s->sh_type == SHT_NOBITS) &&
           (strncmp(name, ".data", 5) == 0 || strncmp(name, ".bss", 4) == 0 ||
            strncmp(name, ".tbss", 5) == 0 || strncmp(name, ".tdata", 6) == 0) &&
           strncmp(name, ".data.rel.ro", 12) != 0;
}

static bool
is_compilers(const char *name)
{
    for (size_t i = 0; i < sizeof compilers / sizeof *compilers; i++)
        if (strncmp(name, compilers[i], strlen(compilers[i])) == 0)
            return true;
    return false;
}

/* Of a file without names the sections alone tell. */
static void
sections_of_variables(const struct elf_file *f, elf_variable *variable, void *context)
{
    for (unsigned i = 0; i < f->head->e_shnum; i++)
        if (is_for_variables(f, &f->sections[i]) && f->sections[i].sh_size > COMPILERS_BYTES)
            variable(context, NULL, f->sections[i].sh_size);
}

void
elf_file_variables(const struct elf_file *f, elf_variable *variable, void *context)
{
    const Elf64_Shdr *s = section_of(f, SHT_SYMTAB);
    const Elf64_Sym *symbols = s ? (const void *)(f->bytes + s->sh_offset) : NULL;

    if (!s)
        sections_of_variables(f, variable, context);
    for (size_t i = 1; s && i < s->sh_size / sizeof *symbols; i++) {
        const Elf64_Sym *symbol = &symbols[i];
        const char *name = text_of(f, s->sh_link, symbol->st_name);
        unsigned type = ELF64_ST_TYPE(symbol->st_info);

        if ((type == STT_OBJECT || type == STT_TLS) && symbol->st_shndx < f->head->e_shnum &&
            is_for_variables(f, &f->sections[symbol->st_shndx]) && !is_compilers(name))
            variable(context, name, symbol->st_size);
    }
}

struct wanted {
    const char *beginning;
    bool found;
};

static void
look_at(void *context, const char *name)
{
    struct wanted *wanted = context;

    wanted->found |= strncmp(name, wanted->beginning, strlen(wanted->beginning)) == 0;
}

bool
elf_file_needs(const char *path, const char *beginning)
{
    struct elf_file *f = elf_file_open(path);
    struct wanted wanted = { beginning, false };

    if (f)
        elf_file_imports(f, look_at, &wanted);
    elf_file_close(f);
    return wanted.found;
}
