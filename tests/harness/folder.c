/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include <CUnit/Basic.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

const char *
the_folder(void)
{
    if (*folder)
        return folder;
    snprintf(folder, sizeof folder, "/tmp/netcap_test.XXXXXX");
    if (!mkdtemp(folder)) {
        perror("test: no folder in /tmp");
        exit(99);
    }
    return folder;
}

const char *
in_folder(const char *name)
{
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof paths[0], "%s/%s", the_folder(), name);
    return path;
}

const struct out_folder *
out_folder_in(const char *name)
{
    static struct out_folder out = { NULL, -1, -1, 0, false };
    static char path[300];

    out_folder_close(&out);
    snprintf(path, sizeof path, "%s", *name ? in_folder(name) : the_folder());
    CU_ASSERT_EQUAL_FATAL(out_folder_open(&out, path, 0640, true), STATUS_DONE);
    return &out;
}

bool
exists(const char *name)
{
    return access(in_folder(name), F_OK) == 0;
}

size_t
load(const char *name, uint8_t *to, size_t size)
{
    FILE *from = fopen(in_folder(name), "rb");
    size_t used = from ? fread(to, 1, size, from) : 0;

    if (from)
        fclose(from);
    return used;
}

void
save(const char *name, const void *data, size_t size)
{
    FILE *to = fopen(in_folder(name), "wb");

    CU_ASSERT_PTR_NOT_NULL_FATAL(to);
    CU_ASSERT_EQUAL(fwrite(data, 1, size, to), size);
    CU_ASSERT_EQUAL(fclose(to), 0);
}

void
save_text(const char *name, const char *text)
{
    save(name, text, strlen(text));
}

static void
empty(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    char inside[600];

    while (dir && (entry = readdir(dir))) {
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") && unlink(inside) != 0) {
            empty(inside);
            rmdir(inside);
        }
    }
    if (dir)
        closedir(dir);
}

void
empty_folder(void)
{
    empty(the_folder());
}

void
remove_folder(void)
{
    if (!*folder)
        return;
    empty(folder);
    rmdir(folder);
    *folder = '\0';
}

static int
clean_up(void)
{
    remove_folder();
    return 0;
}

int
run_in_folder(const char *suite, const CU_TestInfo *tests)
{
    CU_pSuite added = NULL;
    bool failed = CU_initialize_registry() != CUE_SUCCESS;

    if (!failed)
        added = CU_add_suite_with_setup_and_teardown(suite, NULL, clean_up, NULL, empty_folder);
    for (; added && tests->pName; tests++)
        failed |= !CU_add_test(added, tests->pName, tests->pTestFunc);
    failed |= !added || CU_basic_run_tests() != CUE_SUCCESS || CU_get_number_of_failures() > 0 ||
              CU_get_number_of_suites_failed() > 0;
    CU_cleanup_registry();
    return failed;
}
