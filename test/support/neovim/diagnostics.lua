-- Drives Neovim's built-in client: opens files and writes the diagnostics that a user would see as JSON.
-- Called by sameFindings.test.ts with a JSON object in TAPEDECK_DRIVE: command, root, result and files, each with its path and the number of
-- diagnostics to wait for.
local task = vim.fn.json_decode(vim.env.TAPEDECK_DRIVE)
local client = vim.lsp.start_client({ name = "tapedeck", cmd = task.command, root_dir = task.root })

local seen = {}
for _, file in ipairs(task.files) do
  vim.cmd("edit " .. vim.fn.fnameescape(file.path))
  vim.bo.filetype = "json"
  local buffer = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(buffer, client)
  -- What is missing in the end is for the test to say.
  vim.wait(20000, function()
    return #vim.diagnostic.get(buffer) == file.count
  end, 50)
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(seen, {
      file = file.path,
      code = each.code or each.user_data.lsp.code,
      severity = each.severity,
      message = each.message,
      range = {
        start = { line = each.lnum, character = each.col },
        ["end"] = { line = each.end_lnum, character = each.end_col },
      },
    })
  end
end

local out = assert(io.open(task.result, "w"))
out:write(vim.fn.json_encode(seen))
out:close()
vim.cmd("qall!")
