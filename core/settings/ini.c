/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/ini.h"

#include "base/memory.h"
#include "base/say.h"

#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

struct ini {
    const char *path;
    FILE *file;
    int line;
    bool failed; /* and said so */
    ini_take *take;
    void *context;
};

static void
fail(struct ini *ini, const char *what, const char *expected)
{
    if (!ini->failed)
        say_error("%s:%d: %s: %s", ini->path, ini->line, what, expected);
    ini->failed = true;
}

/* inih's reader, which also counts: its handler is not told the line. */
static char *
next_line(char *buffer, int size, void *context)
{
    struct ini *ini = context;

    if (ini->failed || !fgets(buffer, size, ini->file))
        return NULL;
    ini->line++;
    if (!strchr(buffer, '\n') && !feof(ini->file)) {
        fail(ini, "line too long", "expected at most 198 characters");
        return NULL;
    }
    return buffer;
}

static int
take_entry(void *context, const char *section, const char *key, const char *value)
{
    struct ini *ini = context;
    char where[PATH_MAX + 16];

    snprintf(where, sizeof where, "%s:%d", ini->path, ini->line);
    if (!ini->failed && !ini->take(ini->context, section, key, value ? value : "", where))
        ini->failed = true;
    return !ini->failed;
}

bool
ini_read(const char *path, ini_take *take, void *context)
{
    struct ini ini = { path, fopen(path, "re"), 0, false, take, context };
    int broken;

    if (!ini.file) {
        say_error("%s: cannot read the configuration: %s", path, strerror(errno));
        return false;
    }
    broken = ini_parse_stream(next_line, &ini, take_entry, &ini);
    if (broken == -2) /* as inih has it */
        out_of_memory();
    if (ferror(ini.file)) { /* of a folder, say: there is no line to name */
        say_error("%s: cannot read the configuration: %s", path, strerror(errno));
        ini.failed = true;
    }
    if (broken > 0) {
        ini.line = broken;
        fail(&ini, "neither section nor setting", "expected [NAME] or key = value");
    }
    (void)fclose(ini.file); /* which was read alone */
    return !ini.failed;
}
