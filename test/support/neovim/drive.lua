-- Drives Neovim's built-in client: starts the server, opens the files it is told, and writes what a user would see as JSON.
-- Called by neovim.test.ts with a JSON object in TAPEDECK_DRIVE: command, root, broken, module, hover, definition and fix.
local task = vim.fn.json_decode(vim.env.TAPEDECK_DRIVE)

local function wait(what, ready)
  if not vim.wait(20000, ready, 50) then
    error("waited in vain for " .. what)
  end
end

-- It carries out renamings of files, and says so only when it is told to.
local capabilities = vim.lsp.protocol.make_client_capabilities()
capabilities.workspace.workspaceEdit.documentChanges = true
local config = { name = "tapedeck", cmd = task.command, root_dir = task.root, capabilities = capabilities }
-- As documented: the one since 0.11, the other before.
local is_current = vim.lsp.config ~= nil
local client
if is_current then
  config.filetypes = { "json", "python" }
  vim.lsp.config("tapedeck", config)
  vim.lsp.enable("tapedeck")
else
  client = vim.lsp.start_client(config)
end

local function open(path, filetype)
  vim.cmd("edit " .. vim.fn.fnameescape(path))
  vim.bo.filetype = filetype
  if not is_current then
    vim.lsp.buf_attach_client(0, client)
  end
  return vim.api.nvim_get_current_buf()
end

local function ask(buffer, method, params)
  local answers, problem = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  if not answers or not answers[client] then
    error(problem or ("no answer to " .. method))
  end
  return answers[client].result
end

local function at(buffer, place)
  return {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = place.line, character = place.character },
  }
end

local result = {}

local broken = open(task.broken, "json")
wait("the server", function()
  if is_current then
    client = (vim.lsp.get_clients({ name = "tapedeck", bufnr = broken })[1] or {}).id
    return client ~= nil
  end
  return vim.lsp.get_client_by_id(client) ~= nil and vim.lsp.buf_get_clients(broken)[client] ~= nil
end)
wait("diagnostics", function()
  return #vim.diagnostic.get(broken) > 0
end)
result.diagnostics = vim.tbl_map(function(each)
  return { line = each.lnum, message = each.message, source = each.source, severity = each.severity }
end, vim.diagnostic.get(broken))

local module = open(task.module, "python")
wait("lenses", function()
  local lenses = ask(module, "textDocument/codeLens", { textDocument = { uri = vim.uri_from_bufnr(module) } })
  return lenses ~= nil and #lenses > 0
end)
result.hover = ask(module, "textDocument/hover", at(module, task.hover)).contents.value

local recording = open(task.definition.path, "json")
result.definition = ask(recording, "textDocument/definition", at(recording, task.definition))

local renamed = open(task.fix.path, "json")
wait("the quick fix", function()
  local params = at(renamed, task.fix)
  params.range = { start = params.position, ["end"] = params.position }
  params.context = { diagnostics = {} }
  for _, action in ipairs(ask(renamed, "textDocument/codeAction", params) or {}) do
    if vim.startswith(action.title, task.fix.title) then
      local edit = action.edit or ask(renamed, "codeAction/resolve", action).edit
      vim.lsp.util.apply_workspace_edit(edit, "utf-16")
      vim.cmd("wall")
      return true
    end
  end
  return false
end)

local file = assert(io.open(task.result, "w"))
file:write(vim.fn.json_encode(result))
file:close()
vim.cmd("qall!")
