/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sent_key.h"

#include "exchange/block_reader.h"

bool
sent_key(struct file_id *id, const char *path)
{
    struct block_work *work = block_work_new();
    struct block_reader file;
    bool has = false;

    if (block_reader_open(&file, path)) {
        has = block_reader_begin(&file, work) == BLOCKS_ONE && file.has_key;
        *id = file.key;
        block_reader_close(&file);
    }
    block_work_free(work);
    return has;
}
