-- act: "limit" alike
local m = {}
function m.h(case, event)
  raise("go")
end
return m
