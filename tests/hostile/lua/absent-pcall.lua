-- value: [lua-
local m = {}
function m.h(case, event)
  local ok = pcall(function() while true do end end)
  return ok
end
return m
