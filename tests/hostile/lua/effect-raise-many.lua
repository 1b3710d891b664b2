-- act: "limit" alike
local m = {}
function m.h(case, event)
  for i = 1, 1000000 do raise("r" .. i) end
end
return m
